"""A citizen as a plain Mesa agent, who lives by the rules of ``sim/behaviour`` called as Python.

Only the order of a dossier stands here a second time, on purpose: it is what the engine's order is
checked against. The equations do not.
"""

from math import exp
from types import SimpleNamespace

import mesa

from sim.behaviour import access, accounts, attempt, choice, learning, need


def _as_python(module) -> SimpleNamespace:
    """Return the rules of ``module`` as the Python functions that they were before compilation."""
    rules = {name: getattr(rule, "py_func", rule) for name, rule in vars(module).items()}
    return SimpleNamespace(**rules)


access, accounts, attempt = _as_python(access), _as_python(accounts), _as_python(attempt)
choice, learning, need = _as_python(choice), _as_python(learning), _as_python(need)


class Citizen(mesa.Agent):
    """An adult; the ranks, from 0 to 1, say who is early to own a thing, as in the engine."""

    def __init__(self, model, village, age, skill, need_rate):
        super().__init__(model)
        self.village, self.age, self.skill, self.need_rate = village, age, skill, need_rate
        random = model.random.random
        self.smartphone_rank, self.fibre_rank = random(), random()
        self.identity_rank, self.family_rank = random(), random()
        self.experience, self.habit = learning.read(learning.NEUTRAL), 0.0
        self.account = self.filed_before = False
        self.recommends = self.will_recommend = False  # last month, and from now on
        self.suspended_until = 0
        self.online_year = self.portal_year = self.dossier_year = None
        self.contacts = []

    def step(self) -> None:
        """Live a month: perhaps open an account, perhaps have a procedure to do."""
        model, p = self.model, self.model.p
        place, people = self.village.place, self.village.people[self.age]
        if not self.account and self.smartphone_rank < people.smartphone:
            identity = self.identity_rank < people.identity
            hazard, single_login = people.account_hazard, place.single_login
            if model.random.random() < accounts.opening_chance(hazard, identity, single_login, p):
                self.open_account()
        chance = need.monthly_need_chance(
            self.need_rate, p.needs_per_year, place.office_closed, p.lockdown_need_cut
        )
        if model.random.random() < chance:
            self.do_procedure(place, people)

    def do_procedure(self, place, people) -> None:
        """Meet a procedure as it is offered; file it online, have it filed, or do it on paper."""
        model, p, random = self.model, self.model.p, self.model.random.random
        agency = "ministry_" if random() < p.ministry_need_share else ""
        supply_full = getattr(place, agency + "supply_full")
        model.tally["dossiers"] += 1
        model.tally["adults_with_dossier"] += self.dossier_year != model.year
        self.dossier_year = model.year
        offer = random()
        level = need.level_offered(offer, supply_full, getattr(place, agency + "supply_online"))
        if level == need.OFFLINE:
            self.habit = learning.habit_after_office(self.habit, p)
            return
        offered_full = level == need.FULL
        model.tally["offered_online"] += 1
        model.tally["offered_full"] += offered_full
        refused = need.paper_is_refused(offer, supply_full, place.mandate)
        quality, before = getattr(place, agency + "quality"), self.experience
        mode = self.try_online(place, people, quality, offered_full, refused)
        full = offered_full and random() >= getattr(place, agency + "formalism")
        if mode:
            outcome = learning.SMOOTH if full else learning.VISITED
            at_once = self.experience == before
            model.tally["satisfied"] += at_once and outcome >= before
            self.succeed(mode, outcome)
        else:
            self.habit = learning.habit_after_office(self.habit, p)
            if random() < attempt.clerk_chance(place.clerk_filing, refused):
                mode = "clerk"
        if mode:
            self.be_handled_online(mode, full, place)

    def try_online(self, place, people, quality, offered_full, refused) -> str | None:
        """Choose whether to file online; return "own" or "assisted" if that succeeds."""
        model, p, random, village = self.model, self.model.p, self.model.random.random, self.village
        fibre = self.fibre_rank < people.fibre
        computer = self.fibre_rank < people.fibre * p.computer_share
        smartphone = self.smartphone_rank < people.smartphone
        family = self.family_rank < people.family_help
        active = self.suspended_until <= model.month
        network = access.has_network(village.covered, fibre)
        connected = access.is_connected(village.covered, smartphone, fibre, computer)
        model.tally["offered_online_connected"] += connected
        unhelped = network and active and not family and village.team_places == 0
        model.tally["team_turned_away"] += village.has_team and unhelped
        may_alone = connected and active
        may_helped = network and active and (family or village.team_places > 0)
        if not (may_alone or may_helped):
            return None
        odds_alone, odds_helped = self.odds(place, people, quality, offered_full, refused)
        odds = odds_alone * may_alone, odds_helped * may_helped
        option = choice.chosen(random(), *odds, self.hear())
        if option == choice.OFFICE:
            return None
        alone, by_team = option == choice.ALONE, False
        for tries in range(2):
            if tries == 1:
                if attempt.recourse(random(), p) != attempt.RETRY:
                    return None
                model.tally["retries"] += 1
            if not (alone or family or by_team):
                by_team = True
                village.team_places -= 1
                model.tally["team_helped"] += 1
            helper = access.helper_skill(family, place.helper_skill, p)
            skill = self.skill if alone else max(self.skill, helper)
            odds = attempt.failure_odds(skill, place.burden, quality, place.payment, fibre, p)
            model.tally["attempts"] += 1
            if attempt.succeeds(random(), odds):
                return "own" if alone else "assisted"
            self.fail()
            alone = alone and not may_helped
        return None

    def odds(self, place, people, quality, offered_full, refused) -> tuple[float, float]:
        """Return the odds of filing alone and with help against the office, before contacts."""
        p = self.model.p
        saved = choice.time_saved(self.village.kind, offered_full, p)
        identity = self.identity_rank < people.identity
        known = self.account or self.filed_before
        common = (
            choice.usefulness(quality, people.fee_cut, saved, p)
            + choice.willingness(people.trust, people.campaign, place.office_closed, p)
            + choice.past(self.experience, self.habit, p)
            + choice.facilitating(known, identity, place.single_login, p)
            + p.mandate_weight * refused
        )
        family = self.family_rank < people.family_help
        helper = max(self.skill, access.helper_skill(family, place.helper_skill, p))
        helped = common + choice.ease(helper, place.burden, p) - p.help_cost
        return exp(common + choice.ease(self.skill, place.burden, p)), exp(helped)

    def hear(self) -> float:
        """Return by how much the contacts who recommended last month multiply the odds."""
        share = sum(contact.recommends for contact in self.contacts) / len(self.contacts)
        return choice.social_influence(share, self.model.p)

    def speak(self, well: bool) -> None:
        """Recommend online services or not, for others to hear from next month on."""
        self.will_recommend = well
        self.model.spoke.append(self)

    def succeed(self, mode, outcome) -> None:
        """Learn from a dossier filed online."""
        self.experience = learning.experience_after(self.experience, outcome, self.model.p)
        self.habit = learning.habit_after_success(self.habit, mode == "own", self.model.p)
        self.filed_before = True
        self.speak(learning.recommends(self.experience))

    def fail(self) -> None:
        """Learn from a failed attempt; very bad experience keeps the citizen away for a while."""
        model, p = self.model, self.model.p
        model.tally["failures"] += 1
        self.experience = learning.experience_after(self.experience, learning.FAILED, p)
        self.speak(self.will_recommend and learning.recommends(self.experience))
        if learning.suspends(self.experience, p):
            model.tally["suspended"] += self.suspended_until <= model.month
            self.suspended_until = model.month + 1 + int(p.suspension_months)

    def be_handled_online(self, mode, full, place) -> None:
        """Count a dossier that is handled online and send it through a portal."""
        model, random = self.model, self.model.random.random
        model.tally[f"{mode}_online"] += 1
        model.tally[f"{mode}_full_process" if full else "formalistic"] += 1
        model.tally["first_time_users"] += self.online_year is None
        model.tally[f"users_{mode}"] += self.online_year != model.year
        self.online_year = model.year
        if not accounts.goes_national(random(), place.national_route):
            return
        model.tally["national_filings"] += 1
        if mode != "clerk":
            self.open_account()
            model.tally["portal_users"] += self.portal_year != model.year
            self.portal_year = model.year
        elif random() < model.p.clerk_account_chance:
            self.open_account()

    def open_account(self) -> None:
        """Open an account on the national portal unless there is one."""
        self.model.tally["accounts_opened"] += not self.account
        self.account = True
