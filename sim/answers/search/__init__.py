"""What would it take? The smallest policy that meets targets with a wanted probability."""

from sim.answers.search.plan import Plan, read_search
from sim.answers.search.running import Found, complete, read_found, search

__all__ = ["Found", "Plan", "complete", "read_found", "read_search", "search"]
