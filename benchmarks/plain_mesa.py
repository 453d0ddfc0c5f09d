"""The model once more, as one would first write it in Mesa: every citizen an object.

It takes the people, the villages and the environment of an ``AdoptionModel`` and calls the same
rules of ``sim/behaviour`` as plain Python. Its chance is its own (``model.random``), its states are
floats and its contacts are stored, so it agrees with the engine in distribution, not draw for draw.
It is what the engine's results are checked against and what its speed is compared with.
"""

from collections import Counter
from itertools import accumulate, pairwise
from math import exp
from types import SimpleNamespace

import mesa

from sim import environment_columns as column
from sim.behaviour import access, accounts, attempt, choice, learning, need
from sim.calendar import FIRST_MONTH_OF_YEAR


def _as_python(module) -> SimpleNamespace:
    """Return the rules of ``module`` as the Python functions they were before compilation."""
    rules = {name: getattr(rule, "py_func", rule) for name, rule in vars(module).items()}
    return SimpleNamespace(**rules)


access, accounts, attempt = _as_python(access), _as_python(accounts), _as_python(attempt)
choice, learning, need = _as_python(choice), _as_python(learning), _as_python(need)


class Area(mesa.Agent):
    """A province, or the whole country: where its inhabitants are met by chance."""

    def __init__(self, model, strata):
        super().__init__(model)
        self.strata = strata
        self.adults = list(accumulate(model.strata.adults[list(strata)].tolist()))

    def somebody(self) -> "Citizen":
        """Return a random citizen; strata are met by their true size, however few are simulated."""
        stratum = self.model.random.choices(self.strata, cum_weights=self.adults)[0]
        return self.model.random.choice(self.model.residents[stratum])


class Village(mesa.Agent):
    """A ring of neighbours who share a mobile signal and perhaps a digital team."""

    def __init__(self, model, stratum, fraction):
        super().__init__(model)
        self.stratum, self.fraction = stratum, fraction
        self.kind = int(model.strata.kind[stratum])
        self.area = model.areas[model.strata.province[stratum]]
        self.coverage_rank, self.team_rank = model.random.random(), model.random.random()
        self.residents = []

    def make_contacts(self) -> None:
        """Tie each resident to the next three on each side, or for some of these to people afar."""
        model, size = self.model, len(self.residents)
        for index, citizen in enumerate(self.residents):
            for step in (-3, -2, -1, 1, 2, 3):
                contact = self.residents[(index + step) % size]
                if model.random.random() < model.p.rewired_share:
                    near = model.random.random() < model.p.far_in_province
                    contact = (self.area if near else model.country).somebody()
                citizen.contacts.append(contact)

    def step(self) -> None:
        """Let the residents live a month; whose turn with the team comes first is by chance."""
        model = self.model
        self.place, people = model.place[self.stratum], model.people[self.stratum]
        self.covered = self.coverage_rank < self.place[column.COVERAGE]
        self.team_places = 0
        if self.team_rank < self.place[column.TEAM_SHARE]:
            capacity = self.place[column.TEAM_CAPACITY]
            self.team_places = access.team_slots(capacity, self.fraction, model.random.random())
        first = model.random.randrange(len(self.residents))
        for citizen in self.residents[first:] + self.residents[:first]:
            citizen.step(self.place, people[citizen.age])


class Citizen(mesa.Agent):
    """An adult; ranks from 0 to 1 say who is early to own a thing, as in the engine."""

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

    def step(self, place, people) -> None:
        """Live a month: perhaps open an account, perhaps have a procedure to do."""
        model, p = self.model, self.model.p
        if not self.account and self.smartphone_rank < people[column.SMARTPHONE]:
            identity = self.identity_rank < people[column.IDENTITY]
            chance = accounts.opening_chance(
                people[column.ACCOUNT_HAZARD], identity, place[column.SINGLE_LOGIN], p
            )
            if model.random.random() < chance:
                self.open_account()
        chance = need.monthly_need_chance(
            self.need_rate, p.needs_per_year, place[column.OFFICE_CLOSED], p.lockdown_need_cut
        )
        if model.random.random() < chance:
            self.do_procedure(place, people)

    def do_procedure(self, place, people) -> None:
        """Meet a procedure as it is offered; file it online, have it filed, or do it on paper."""
        model, p, random = self.model, self.model.p, self.model.random.random
        ministry = random() < p.ministry_need_share
        full_share = place[column.MINISTRY_SUPPLY_FULL if ministry else column.SUPPLY_FULL]
        online_share = place[column.MINISTRY_SUPPLY_ONLINE if ministry else column.SUPPLY_ONLINE]
        quality = place[column.MINISTRY_QUALITY if ministry else column.QUALITY]
        formalism = place[column.MINISTRY_FORMALISM if ministry else column.FORMALISM]
        model.tally["dossiers"] += 1
        model.tally["adults_with_dossier"] += self.dossier_year != model.year
        self.dossier_year = model.year
        offer = random()
        level = need.level_offered(offer, full_share, online_share)
        if level == need.OFFLINE:
            self.habit = learning.habit_after_office(self.habit, p)
            return
        offered_full = level == need.FULL
        refused = need.paper_is_refused(offer, full_share, place[column.MANDATE])
        model.tally["offered_online"] += 1
        model.tally["offered_full"] += offered_full
        mode = self.try_online(place, people, quality, offered_full, refused)
        full = offered_full and random() >= formalism
        if mode:
            outcome = learning.SMOOTH if full else learning.VISITED
            self.experience = learning.experience_after(self.experience, outcome, p)
            self.habit = learning.habit_after_success(self.habit, mode == "own", p)
            self.filed_before = True
            self.speak(well=self.experience >= 0.5)
        else:
            self.habit = learning.habit_after_office(self.habit, p)
            if random() < attempt.clerk_chance(place[column.CLERK_FILING], refused):
                mode = "clerk"
        if mode:
            self.be_handled_online(mode, full, place)

    def try_online(self, place, people, quality, offered_full, refused) -> str | None:
        """Choose whether to file online; return "own" or "assisted" if that succeeds."""
        model, p, random, village = self.model, self.model.p, self.model.random.random, self.village
        fibre = self.fibre_rank < people[column.FIBRE]
        computer = self.fibre_rank < people[column.FIBRE] * p.computer_share
        smartphone = self.smartphone_rank < people[column.SMARTPHONE]
        family = self.family_rank < people[column.FAMILY_HELP]
        active = self.suspended_until <= model.month
        network = access.has_network(village.covered, fibre)
        connected = access.is_connected(village.covered, smartphone, fibre, computer)
        model.tally["offered_online_connected"] += connected
        may_alone = connected and active
        may_helped = network and active and (family or village.team_places > 0)
        if not (may_alone or may_helped):
            return None
        alone, helped = self.odds(place, people, quality, offered_full, refused)
        chances = choice.chances(alone * may_alone, helped * may_helped, self.hear_contacts())
        option = choice.chosen(random(), *chances)
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
            skill = self.skill if alone else max(self.skill, place[column.HELPER_SKILL])
            chance = attempt.success_chance(
                skill, place[column.BURDEN], quality, place[column.PAYMENT], fibre, p
            )
            model.tally["attempts"] += 1
            if random() < chance:
                return "own" if alone else "assisted"
            self.fail()
            alone = alone and not may_helped
        return None

    def odds(self, place, people, quality, offered_full, refused) -> tuple[float, float]:
        """Return the odds of filing alone and with help against the office, before contacts."""
        p = self.model.p
        identity = self.identity_rank < people[column.IDENTITY]
        closed, single_login = place[column.OFFICE_CLOSED], place[column.SINGLE_LOGIN]
        saved = choice.time_saved(self.village.kind, offered_full, p)
        utility = choice.usefulness(quality, people[column.FEE_CUT], saved, p)
        utility += choice.willingness(
            people[column.TRUST], people[column.CAMPAIGN], closed, self.experience, self.habit, p
        )
        known = self.account or self.filed_before
        utility += choice.facilitating(known, identity, single_login, p)
        utility += p.mandate_weight * refused
        helper = max(self.skill, place[column.HELPER_SKILL])
        alone = utility + choice.ease(self.skill, place[column.BURDEN], p)
        helped = utility + choice.ease(helper, place[column.BURDEN], p) - p.help_cost
        return exp(alone), exp(helped)

    def hear_contacts(self) -> float:
        """Return by how much the contacts who recommended last month multiply the odds."""
        share = sum(contact.recommends for contact in self.contacts) / len(self.contacts)
        return choice.social_influence(share, self.model.p)

    def fail(self) -> None:
        """Learn from a failed attempt; very bad experience keeps the citizen away for a while."""
        model, p = self.model, self.model.p
        model.tally["failures"] += 1
        self.experience = learning.experience_after(self.experience, learning.FAILED, p)
        self.speak(self.will_recommend and self.experience >= 0.5)
        if learning.suspends(self.experience, p):
            self.suspended_until = model.month + p.suspension_months
            model.tally["suspended"] += 1

    def speak(self, well: bool) -> None:
        """Recommend online services or not, for others to hear from next month on."""
        self.will_recommend = well
        self.model.spoke.append(self)

    def be_handled_online(self, mode, full, place) -> None:
        """Count a dossier that was handled online and send it through a portal."""
        model, random = self.model, self.model.random.random
        model.tally[f"{mode}_online"] += 1
        model.tally[f"{mode}_full_process" if full else "formalistic"] += 1
        model.tally["first_time_users"] += self.online_year is None
        model.tally[f"users_{mode}"] += self.online_year != model.year
        self.online_year = model.year
        if not accounts.goes_national(random(), place[column.NATIONAL_ROUTE]):
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


class PlainModel(mesa.Model):
    """The people and the environment of ``original`` (not yet run), lived from ``month`` on.

    ``tallies`` holds for each month lived what ``sim.counters`` names, over all citizens.
    """

    def __init__(self, original, seed: int, month: int = 0):
        super().__init__(rng=seed)
        self.p, self.strata, self.month = original.parameters, original.strata, month
        self.environment = original.environment
        self.tallies, self.spoke = [], []
        bounds = self.strata.bounds.tolist()
        self.country = Area(self, range(len(self.strata)))
        self.areas = [Area(self, range(*ends)) for ends in pairwise(bounds)]
        self.residents = [[] for _ in range(len(self.strata))]
        villages, people = original.villages, original.citizens.columns
        for stratum, fraction, first, size in zip(
            villages.stratum.tolist(), villages.fraction, villages.first, villages.size, strict=True
        ):
            village = Village(self, stratum, float(fraction))
            for i in range(first, first + size):
                skill, rate = learning.read(int(people.skill[i])), int(people.need_rate[i])
                citizen = Citizen(self, village, int(people.age[i]), skill, rate / need.RATE_UNIT)
                village.residents.append(citizen)
            self.residents[stratum] += village.residents
        self.agents_by_type[Village].do("make_contacts")

    def step(self) -> None:
        """Live one month; what was said in it is heard from the next month on."""
        self.year = (self.month + FIRST_MONTH_OF_YEAR - 1) // 12
        self.place = self.environment.place[self.month].tolist()
        self.people = self.environment.people[self.month].tolist()
        self.tally = Counter()
        self.agents_by_type[Village].do("step")
        for citizen in self.spoke:
            citizen.recommends = citizen.will_recommend
        self.spoke.clear()
        self.tallies.append(self.tally)
        self.month += 1
