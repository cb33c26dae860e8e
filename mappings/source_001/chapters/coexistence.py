"""Chapter 2, multicultural community building: which reader reads which part."""

from __future__ import annotations

from mappings.layout.flow import Cell, Flow
from mappings.layout.templates import Scope
from mappings.source_001.chapters.advisers import read_adviser_counts, read_adviser_meetings, read_example_dispatch
from mappings.source_001.chapters.associations import read_block_meetings, read_council_events, read_staff_trainings
from mappings.source_001.chapters.booths import read_booths
from mappings.source_001.chapters.disasters import read_drills, read_on_site_training, read_online_trainings
from mappings.source_001.chapters.exchange_programmes import read_exchange_programme, read_opinion_exchange
from mappings.source_001.chapters.grants import read_disaster_grants, read_grant_list
from mappings.source_001.chapters.leaders import read_joint_projects, read_study_meetings, read_two_part_training
from mappings.source_001.chapters.trainings import read_jiam_trainings, read_online_skills, read_study_visits
from mappings.source_001.names import organisation
from mappings.source_001.outline import Outline
from mappings.source_001.prose import find_once


def read_coexistence(outline: Outline) -> None:
    """The rows of the chapter. Gives the total of participants in trainings with JIAM, which the text states too.

    Raises ReaderError.
    """
    builder, series = outline.builder, "disaster-support-training"
    _headquarters_channels(outline)
    read_online_trainings(builder, outline.table("disaster-online-training"), series)
    drill = outline.once(
        "disaster-training-text", r"、(?P<what>災\n害多言語支援センターの設置・運営訓練等)（現地訓練）"
    ).cell("what")
    read_drills(builder, outline.table("disaster-drill"), series, outline.parts["disaster-drill"].heading, drill)
    staff = outline.once("disaster-training-text", r"、(?P<who>全国\nの地域国際化協会職員)を対象に現地集合型研修を実施")
    read_on_site_training(builder, outline.table("disaster-on-site-training"), series, staff.cell("who"))
    read_booths(builder, outline.table("booths"), "external-booth", _venues(outline), _exhibitors(outline))
    read_disaster_grants(builder, outline.table("disaster-grants"), "disaster-support")
    read_grant_list(builder, outline.table("community-grants"), "community-building", frozenset())
    total = _trainings_with_jiam(outline)
    _people_and_associations(outline)
    outline.run.named["jiam-total"] = Scope({"total": Flow("001", (total.text,), tuple(total.lines))})


def _venues(outline: Outline) -> dict[str, Cell]:
    """The cities of events of others by their organisers, which only the running text names."""
    place = outline.once("booths-text", r"^(?P<place>\S+市)で開催された、(?P<who>\S+等)主催の")
    return {organisation(place.cell("who")): place.cell("place")}


def _exhibitors(outline: Outline) -> list[Cell]:
    """The exhibitors that the running text names, in the order of the events."""
    matches = outline.parts["booths-text"].flow.all(r"ブースを出展し、(?P<who>ク\n?レア)の")
    return [match.cell("who") for match in matches]


def _trainings_with_jiam(outline: Outline) -> Cell:
    """The trainings; their total of participants, which the running text must state too."""
    jiam = outline.once("jiam-text", r"(?P<who>全国市町村国際文化研修所\(JIAM\))との\n共催").cell("who")
    total = read_jiam_trainings(outline.builder, outline.table("jiam"), "jiam-training", jiam)
    stated, _ = find_once(outline.parts["jiam-text"].flow, r"職員計(?P<v>\d+)名が参加")
    if stated["v"] != total.text:
        raise outline.parts["jiam-text"].flow.error(
            f"{stated['v']} participants are stated, the table says {total.text}"
        )
    return total


def _headquarters_channels(outline: Outline) -> None:
    for number, platform, name in (("①", "facebook", "Facebook"), ("②", "x", r"X（旧 Twitter）")):
        printed = outline.once("social-text", rf"^{number} (?P<name>{name})$").cell("name")
        outline.builder.add(
            "channels",
            f"clair-{platform}",
            printed.lines,
            office="clair",
            platform=platform,
            printed=printed.text,
        )


def _people_and_associations(outline: Outline) -> None:
    builder, parts = outline.builder, outline.parts
    training = outline.once(
        "leaders-text",
        r"「(?P<theme>[^」]+)」をテーマとした「(?P<title>[^」]+)」を、(?P<mode>現\n地及びオンライン)で２部制",
    )
    read_two_part_training(
        builder,
        outline.table("leaders-training"),
        "leaders-training",
        training.cell("title"),
        training.cell("theme"),
        training.cell("mode"),
    )
    read_joint_projects(builder, outline.table("leaders-projects"), "leaders-joint-project", "leaders-project")
    read_study_meetings(builder, outline.table("leaders-meeting"), "leaders-meeting")
    read_online_skills(builder, outline.table("online-skills"), "online-skills-training", parts["online-skills"].title)
    read_study_visits(builder, outline.table("study-visits"), "study-visit", parts["study-visits"].title)
    read_exchange_programme(
        outline,
        "uk-programme",
        "uk-exchange-programme",
        "gb",
        r"令和５年度に(?P<first>初めて)「(?:.|\n)+?」を(?P<audience>自治体や国際交流協会の職員等)を対象に実施し、(?P<value>\d+)名が参加した",
    )
    read_exchange_programme(
        outline,
        "australia-programme",
        "australia-exchange-programme",
        "au",
        r"(?P<audience>自治体や国際\n交流協会の職員等)を対象に、「[^」]+」を(?P<place>シドニー)で開催し、(?P<value>\d+)名が参\n加した",
    )
    read_opinion_exchange(outline)
    read_adviser_meetings(outline)
    read_example_dispatch(outline)
    read_adviser_counts(builder, parts["adviser-counts"].flow)
    read_council_events(builder, outline.table("council-events"), "council-year")
    read_block_meetings(builder, outline.table("block-meetings"), "block-meeting", parts["block-meetings"].heading)
    read_staff_trainings(builder, outline.table("association-training"), "association-training")
