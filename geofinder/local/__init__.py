"""Read and use what a council or trust knows of its schools and the register does not say.

Every command that offers ``--local FILE`` and ``--pairs FILE`` (``LocalOption`` and
``PairsOption`` of ``cli.options``; ``Inputs.local`` and ``Inputs.pairs``) does these steps. Each
of them changes nothing where neither file is given (``Local.used`` is then false).

1. ``local = read_local(local=inputs.local, pairs=inputs.pairs)``, first of all: it checks the
   files and raises ``InputError`` with the faults by line.
2. ``settings = with_pair_weights(settings, local)`` lets weighted pairs count in every score, and
   ``facts = with_risk(facts, local, schools, settings)`` adds the fact ``at-risk``.
   (``pipeline.common.informed`` does both on a ``Ground``.)
3. ``find_apart(finder, schools, facts, travel, settings, local=local)`` calls any finder of
   ``geofinder.patterns`` so that no pair marked "never" shares a group, and returns members and
   notes, which say what was changed. (``pipeline.finding.find_groups`` does it for all patterns.)
   Without a finder: ``allowed_travel(travel, local)`` leaves those pairs out of a TRAVEL table,
   ``local.never_with(urn)`` gives the schools one must not be put with, each with its reason.
4. ``school_figures(local, schools, settings)``: one row a school that the file speaks of, with
   ``at_risk`` and ``marks`` in words. ``group_figures(members, schools, local, settings)``: one
   row a group: pupils now, in 1, 3 and 5 years, schools at risk, what was added to the score, and
   ``says``, all of it in sentences. ``with_reasons(candidates, figures)`` adds those to reasons.
5. ``notes_on(local, register.schools, schools)`` and ``manifest_part`` with the same arguments say
   in plain words that local data was used, and name the rows that match no school.
   ``said_of(local, register.schools, schools, settings)`` says all of it about a few schools.
   (``pipeline.common.account(..., local=local)`` puts it into the manifest.)
"""

from geofinder.local.apart import allowed_travel, find_apart
from geofinder.local.figures import (
    group_figures,
    school_figures,
    with_pair_weights,
    with_reasons,
    with_risk,
)
from geofinder.local.knowledge import Local, manifest_part, notes_on
from geofinder.local.reading import read_local
from geofinder.local.saying import said_of

__all__ = [
    "Local",
    "allowed_travel",
    "find_apart",
    "group_figures",
    "manifest_part",
    "notes_on",
    "read_local",
    "said_of",
    "school_figures",
    "with_pair_weights",
    "with_reasons",
    "with_risk",
]
