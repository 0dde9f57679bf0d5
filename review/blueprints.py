"""The pages of the review, for the wiring in app.py."""

from review.views import (
    campaigns,
    desk,
    knowledge,
    notices,
    public,
    relations,
    rules,
    tasks,
)

BLUEPRINTS = (
    desk.pages,
    tasks.pages,
    campaigns.pages,
    notices.pages,
    public.pages,
    knowledge.pages,
    rules.pages,
    relations.pages,
)
