"""What others show of a page when somebody links to it: its title, its promise, its address."""

from mkdocs.structure.pages import Page


def with_card(html: str, page: Page, site_name: str) -> str:
    """Return a page with the tags of the Open Graph protocol (ogp.me) at the end of its head.

    The texts at the top of a page must be HTML already.
    """
    texts = {
        "og:type": "article",
        "og:site_name": site_name,
        "og:title": page.meta.get("title"),
        "og:description": page.meta.get("description"),
        "og:url": page.canonical_url,
    }
    tags = "".join(
        f'<meta property="{name}" content="{text}">' for name, text in texts.items() if text
    )
    return html.replace("</head>", f"{tags}</head>", 1)
