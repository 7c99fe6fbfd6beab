"""Read from a page what its lists, filters and counts say."""

import re


def counts(opened, key):
    """Return, by the value of each choice of a filter, the number that it announces."""
    rows = opened.page.eval_on_selector_all(
        f"#filter-{key} option", "options => options.map(one => [one.value, one.textContent])"
    )
    found = {}
    for value, text in rows[1:]:
        number = re.fullmatch(r".+ \(([\d,]+)\)", text).group(1)
        found[value] = int(number.replace(",", ""))
    return found


def shown(opened):
    """Return how many items the line above the list says that there are."""
    return int(re.match(r"[\d,]+", opened.page.locator("#count").text_content()).group())


def keys(opened):
    """Return the keys of all cards in their order, however many there are."""
    while opened.page.locator(".more").count():
        opened.page.locator(".more").click()
    return opened.page.eval_on_selector_all(
        "#list .card", "cards => cards.map(card => card.dataset.key.replace(/^[a-z]+-/, ''))"
    )


def choose(opened, key, value):
    """Choose in a filter, wherever it is; the details that hide it are opened first."""
    select = opened.page.locator(f"#filter-{key}")
    if not select.is_visible():
        opened.page.locator("#filters-summary").click()
    select.select_option(value)
