"""The pages of the review, for the wiring in app.py."""

from review.views import campaigns, desk, notices, public, tasks

BLUEPRINTS = (desk.pages, tasks.pages, campaigns.pages, notices.pages, public.pages)
