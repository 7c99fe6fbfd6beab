"""Write a document that carries its styles inside itself and runs no script at all."""

from geofinder.page.assets import sha256, stylesheet


def plain_page(*, title: str, body: str, look: str) -> str:
    """Return a whole HTML document under a policy that allows its own styles and nothing else.

    Args:
        title: HTML text, escaped already.
        body: what stands in the body, every text of the data escaped already.
        look: a class of the body.
    """
    styles = stylesheet(("marks", "status", "letter"))
    rules = (
        "default-src 'none'",
        f"style-src 'sha256-{sha256(styles)}'",
        "script-src 'none'",
        "connect-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return (
        "<!DOCTYPE html>\n"
        '<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n<style>{styles}</style>\n</head>\n"
        f'<body class="{look}">{body}</body>\n</html>\n'
    )
