"""The columns of the exported inventory: one list for the writer and the reader. Pure."""

SHEET, ABOUT_SHEET = "底账", "说明"
MARK = "导出标记"

COLUMNS = (
    ("n", "序号"),
    ("id", "编号"),
    ("title", "标题"),
    ("doc_number", "发文字号"),
    ("issuers", "制定机关"),
    ("signed_on", "成文日期"),
    ("issued_on", "公布日期"),
    ("effective_on", "施行日期"),
    ("valid_until", "有效期至"),
    ("genre", "文种"),
    ("file_name", "文件名"),
    ("status", "状态"),
    ("registered", "登记情况"),
    ("note", "备注"),
)
EDITABLE = (
    "title",
    "doc_number",
    "issuers",
    "signed_on",
    "issued_on",
    "effective_on",
    "valid_until",
    "genre",
)
LABELS = dict(COLUMNS)
