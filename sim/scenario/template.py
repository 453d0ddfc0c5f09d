"""The commented text that a new scenario begins with."""

from pydantic_core import PydanticCustomError

from sim.errors import InputError
from sim.policies import LEVERS
from sim.scenario.items import Plain
from sim.scenario.words import Identifier

_TEMPLATE = """\
# yaml-language-server: $schema={schema}
# Run it:          dvctt run {file}
# Explain it:      dvctt explain {file}
id: {id}
title:
  vi: "Tên kịch bản"
  en: "Title of the scenario"
# about: {{vi: "Câu hỏi", en: "The question that is asked"}}
extends: baseline            # everything that is not set here comes from there

# horizon: {{end: 2030-12}}    # last month; the first is always 2019-12
# population: {{scale: 100}}   # 1 simulated citizen for 100 adults; 1 takes everybody
# seed: 1                    # equal seeds share all luck
# drivers: {{after_last_observation: hold}}   # hold | trend
# parameters: {{needs_per_year: 1.0}}         # replaces a value of the registry

policies:                    # added to those of the parent
  - lever: digital_teams     # see the list of levers below
    start: 2025-01
    # end: 2027-12           # last month in force; without it, to the end
    ramp_months: 12          # months to full strength; 0 acts at once
    intensity: 0.5           # share of the gap that is closed, 0 to 1
    where:                   # leave out for the whole country
      kinds: [remote]        # urban | rural | remote
      # provinces: [Hà Giang, Cao Bằng]   # the 63 of before July 2025
      # regions: [NMM]       # NMM | RRD | NCC | CH | SE | MRD
    # cost: {{vnd: 300000, per: team_month, source: "..."}}   # once | month | team_month
    source: "assumed: an example"

# Metrics are listed by dvctt sources --kind metrics; shares are in per cent.
# targets:
#   - {{metric: adults_using_online_share, by: 2027-12, at_least: 50, scope: nation}}

# Levers:
{levers}
"""


def new_scenario_text(
    id: str, schema: str = "scenario.schema.json", file: str | None = None
) -> str:
    """Return a commented scenario called ``id``, valid as written.

    ``schema`` is where editors find the schema, relative to the file; ``file`` is the name that
    the commands in the comments use. Raises InputError when ``id`` is no name for a scenario.
    """
    try:
        name = Identifier().read(Plain(id))
    except PydanticCustomError as error:
        context = error.context
        raise InputError(
            f'the id "{context["found"]}"', context["expected"], nearest=context["meant"]
        ) from None
    levers = "\n".join(f"#   {lever:22} {LEVERS[lever].title_en}" for lever in LEVERS)
    return _TEMPLATE.format(id=name, schema=schema, file=file or f"{name}.yaml", levers=levers)
