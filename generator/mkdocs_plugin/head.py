"""What others show of a page when somebody links to it: its title, its promise, its address."""

from mkdocs.structure.pages import Page

from proven_lessons.generator.pages.picture import HEIGHT, WIDTH


def with_card(html: str, page: Page, site_name: str, picture: str = "") -> str:
    """Return a page with the tags of the Open Graph protocol (ogp.me) at the end of its head.

    The texts at the top of a page must be HTML already. `picture` is the address of one.
    """
    texts = {
        "og:type": "article",
        "og:site_name": site_name,
        "og:title": page.meta.get("title"),
        "og:description": page.meta.get("description"),
        "og:url": page.canonical_url,
        "og:image": picture,
        "og:image:width": picture and str(WIDTH),
        "og:image:height": picture and str(HEIGHT),
    }
    tags = "".join(
        f'<meta property="{name}" content="{text}">' for name, text in texts.items() if text
    )
    return html.replace("</head>", f"{tags}</head>", 1)
