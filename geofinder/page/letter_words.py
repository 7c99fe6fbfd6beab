"""Hold the sentences of the letter to a governing board that no rule and no table says."""

FORMS = {
    "federation": "One governing board for two or more maintained schools. Each keeps its name, "
    "number, budget and inspection.",
    "join-federation": "A school becomes a further member of a federation that exists already.",
    "new-trust": "Schools become academies together, or with an academy, in a new multi-academy "
    "trust that they set up.",
    "join-trust": "A school becomes (or is) an academy and joins a multi-academy trust that exists "
    "already.",
    "trust-partnership": "A written, time-limited agreement with a multi-academy trust, to test "
    "whether joining is right.",
    "foundation-trust": "Maintained schools become foundation schools supported by a charity that "
    "they may share. They stay maintained.",
    "collaboration": "An agreement to work together. Every school keeps its own governing board or "
    "trust.",
    "amalgamation": "An infant and a junior school become one primary school.",
    "transfer": "An academy leaves its trust for another.",
}
"""What each legal form is, in one or two sentences."""

GROUPS = {
    "rural-primaries": "Rural primaries",
    "infant-junior": "Infant and junior",
    "feeders": "A secondary and its feeders",
    "federation-joiner": "An existing federation",
    "trust-joiner": "An existing trust",
    "trust-hub": "Around a hub",
    "area": "A neighbourhood",
    "neighbour": "A near school",
    "alone": "The school by itself",
}
"""What kind of group it is, before its schools are named."""

STATUSES = {
    "open": "Open",
    "needs-consent": "Needs consent",
    "not-known": "Not known",
    "blocked": "Blocked",
}

NOT_ASKED = (
    "Nobody has asked these schools. What follows is what rules and roads allow, not that a school "
    "is willing, good, or has a vacancy."
)
ORDER = (
    "Groups have letters, schools the numbers of the table below; the best by the user's own "
    "weights, not proposals. The file options.csv lists all."
)
ORDER_BY_PAST = (
    "Groups have letters, schools the numbers of the table below; best first, not proposals. "
    "\u201cPast\u201d counts schools that had federated, or joined a trust: of 100 partners or "
    "trusts rated like this, so many were the true one. It shows what has happened, not what "
    "should, and is not your school's chance. The file options.csv lists all."
)
MEANING = (
    "Open: no rule we know of is against it. Needs consent: others must agree first. Not known: a "
    "deciding fact is not recorded. Blocked: a rule is against it."
)
CHECK = (
    "Rules change, and this is no legal advice: check with your council, diocese or the Department "
    "for Education before you decide."
)
WILLING = (
    "Whether any of these schools, trusts or dioceses is willing, how good they are, and whether a "
    "head's post is or will be vacant: ask them."
)
DRIVES = "The real drives: minutes here are estimates. Drive the way you think of, at school time."
ROLLS = "How many pupils there will be: your council has forecasts."
READ = "The text of each was read unless it says otherwise."
FUTURE = (
    (
        "In one year",
        1,
        "Which posts, classes and budget lines are safe, and which depend on the next intake?",
    ),
    (
        "In three years",
        3,
        "Which leaders will still be here, and what will the school no longer manage alone?",
    ),
    (
        "In five years",
        5,
        "What should a child here be offered, and which partnership makes that likely?",
    ),
)
"""When, years ahead, and what a governing board asks itself."""

SMALL = (
    "Small schools lose income with every pupil, and a deficit is hard to pay back. The ways open "
    "are to go on alone, to partner while there is a choice, or to restructure."
)
CAPACITY = (
    "What would the partnership add, now and in five years, to leadership, staffing, teaching and "
    "shared resources? Can leadership at every level be kept up?"
)
PUPILS = (
    "What would children get that they do not have now: smoother moves between key stages, a wider "
    "curriculum, clubs, competitive sport?"
)
IDENTITY = "Do families and staff see these places as belonging together?"
PURPOSE = (
    "Is there a purpose that all would write down in one sentence? Who decides, who leads, and "
    "when is it reviewed? Commitment can conflict with loyalty to one's own school."
)
COST = (
    "What does it cost in time and money, and how do power and accountability move? Some "
    "partnerships cost much and gain nothing; a federation may save no money."
)
SURE = {
    "seen": "text read",
    "second": "as quoted by others",
    "unsure": "not checked",
    "own": "no rule of law",
}
