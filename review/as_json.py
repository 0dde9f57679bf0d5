"""An examination as JSON (`flask examine --json`) and back. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from review.disposition import Answer, Disposition, Exclusion, Identification, ReasonCode
from review.finding import (
    Basis,
    Confidence,
    Evidence,
    Examination,
    Finding,
    Proposal,
    Severity,
    Stance,
    Strength,
)


def examination_json(examination: Examination) -> dict[str, Any]:
    """The examination as one JSON object; `proposal` is null where the machine abstains."""
    found = examination.identification
    return {
        "identification": {
            "answer": found.answer.value,
            "exclusion": found.exclusion.value if found.exclusion else None,
            "rules": list(found.rules),
        },
        "proposal": _proposal_json(examination.proposal),
        "findings": [_finding_json(finding) for finding in examination.findings],
        "rulebook": examination.rulebook,
        "facts_until": examination.facts_until.isoformat(),
        "muted": list(examination.muted),
    }


def examination_from_json(data: dict[str, Any]) -> Examination:
    """The examination that `examination_json` wrote."""
    found, proposal = data["identification"], data["proposal"]
    return Examination(
        identification=Identification(
            Answer(found["answer"]),
            Exclusion(found["exclusion"]) if found["exclusion"] else None,
            tuple(found["rules"]),
        ),
        proposal=None
        if proposal is None
        else Proposal(
            Disposition(proposal["disposition"]),
            ReasonCode(proposal["reason_code"]),
            Confidence(proposal["confidence"]),
            proposal["reason"],
        ),
        findings=tuple(_finding(row) for row in data["findings"]),
        rulebook=data["rulebook"],
        facts_until=date.fromisoformat(data["facts_until"]),
        muted=tuple(data.get("muted", ())),
    )


def _proposal_json(proposal: Proposal | None) -> dict[str, Any] | None:
    if proposal is None:
        return None
    return {
        "disposition": proposal.disposition.value,
        "reason_code": proposal.reason_code.value,
        "confidence": proposal.confidence.value,
        "reason": proposal.reason,
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    quoted = finding.evidence
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "strength": finding.strength.value,
        "stance": finding.stance.value,
        "disposition": finding.disposition.value if finding.disposition else None,
        "reason_code": finding.reason_code.value if finding.reason_code else None,
        "message": finding.message,
        "file": quoted.source,
        "quote": quoted.quote,
        "start": quoted.start,
        "end": quoted.end,
        "eid": quoted.eid,
        "page": quoted.page,
        "basis": [_basis_json(basis) for basis in finding.basis],
    }


def _basis_json(basis: Basis) -> dict[str, Any]:
    known = basis.as_known_on
    return {
        "law": basis.law,
        "article": basis.article,
        "as_known_on": known.isoformat() if known else None,
    }


def _finding(row: dict[str, Any]) -> Finding:
    return Finding(
        rule=row["rule"],
        severity=Severity(row["severity"]),
        strength=Strength(row["strength"]),
        stance=Stance(row["stance"]),
        message=row["message"],
        evidence=Evidence(
            row["file"], row["quote"], row["start"], row["end"], row["eid"], row["page"]
        ),
        disposition=Disposition(row["disposition"]) if row["disposition"] else None,
        reason_code=ReasonCode(row["reason_code"]) if row["reason_code"] else None,
        basis=tuple(_basis(basis) for basis in row["basis"]),
    )


def _basis(row: dict[str, Any]) -> Basis:
    known = row["as_known_on"]
    return Basis(row["law"], row["article"], date.fromisoformat(known) if known else None)
