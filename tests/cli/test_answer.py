"""``dvctt answer``: from a scenario or a finished folder to a page, without simulating twice."""

import pytest

POLICY = """\
id: supply
title: {vi: "Cung cấp toàn trình", en: "Full-process supply"}
extends: baseline
horizon: {end: 2020-12}
population: {scale: 1000}
policies:
  - {lever: full_process_supply, start: 2020-01, intensity: 0.8, source: "A trial"}
  - {lever: fee_cut, start: 2020-02, intensity: 1}
"""
FEW = ("--draws", "3", "--workers", "1")


@pytest.fixture(scope="module")
def answered(dvctt, tmp_path_factory):
    """Return a finished answer to a policy, with its folder."""
    work = tmp_path_factory.mktemp("answered")
    (work / "supply.yaml").write_text(POLICY, encoding="utf-8")
    done = dvctt("answer", "supply.yaml", *FEW, cwd=work)
    done.work, done.page = work, work / done.out.strip()
    done.folder = done.page.parents[1]
    return done


def test_a_page_is_made_in_the_folder_of_the_run(answered):
    assert answered.page.name == "supply-vi.html"
    assert answered.folder.parent == answered.work / "outputs"
    html = answered.page.read_text(encoding="utf-8")
    assert answered.folder.name in html and '<html lang="vi">' in html
    assert (answered.folder / "answers/tables/supply/adoption.csv").is_file()


def test_another_language_simulates_nothing(dvctt, answered):
    before = sorted((answered.folder / "members").iterdir())
    done = dvctt("answer", "supply.yaml", *FEW, "--lang", "en", cwd=answered.work)
    assert "nothing is simulated again" in done.err
    assert (answered.work / done.out.strip()).read_text(encoding="utf-8").count("<h1>") == 1
    assert sorted((answered.folder / "members").iterdir()) == before
    assert len(list((answered.work / "outputs").iterdir())) == 1


def test_a_finished_folder_is_answered_in_both_languages(dvctt, answered):
    done = dvctt("answer", answered.folder, "--lang", "vi", "--lang", "en", "--quiet")
    assert [line.rpartition("-")[2] for line in done.out.split()] == ["vi.html", "en.html"]
    assert done.err == ""


def test_the_parts_of_the_levers_come_in_once_they_are_worked_out(dvctt, answered):
    before = dvctt("answer", answered.folder)
    assert f"dvctt why {answered.folder}" in before.err
    assert "Shapley" not in answered.page.read_text(encoding="utf-8")
    dvctt("why", answered.folder, "--workers", "1")
    assert dvctt("answer", answered.folder).err == ""
    html = answered.page.read_text(encoding="utf-8")
    assert "Shapley" in html and 'id="levers-1"' in html


def test_other_draws_are_another_run(dvctt, answered):
    dvctt("answer", "supply.yaml", "--draws", "2", "--workers", "1", cwd=answered.work)
    assert len(list((answered.work / "outputs").iterdir())) == 2


def test_words_alone_are_answered_by_the_run_itself(dvctt, tmp_path):
    short = ("--end", "2020-06", "--scale", "1000")
    done = dvctt("answer", "state-targets-2025", *short, *FEW, cwd=tmp_path)
    (folder,) = (tmp_path / "outputs").iterdir()
    assert folder.name.startswith("state-targets-2025-")
    assert "state-targets-2025-vi.html" in done.out


def test_what_cannot_be_answered_is_said(dvctt, answered, tmp_path):
    done = dvctt("answer", answered.folder, "--draws", "5", code=2)
    assert "--draws: for a new run; the folder has been run" in done.err
    point = dvctt("run", "baseline", "--point", "--scale", "1000", "--end", "2020-03", cwd=tmp_path)
    (folder,) = (tmp_path / "outputs").iterdir()
    assert point.returncode == 0
    assert "one run at the point parameters" in dvctt("answer", folder, code=3).err
    assert 'did you mean "digital-teams"' in dvctt("answer", "digital-team", code=3).err
