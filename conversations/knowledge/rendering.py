"""An article's Markdown as HTML for staff's eyes: HTML in it is text, and only harmless tags come out."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# CommonMark without HTML, and with tables. Raw HTML is shown as the text that it is.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
_TAGS = {
    "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "s", "code", "pre",
    "blockquote", "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_HEADINGS = {f"h{level}" for level in range(1, 7)}


def article_html(markdown: str) -> SafeString:
    """The article as HTML that is safe to put into a page.

    Two walls: the parser makes no HTML of what is written as HTML, and what it makes passes an
    allow-list of tags, with addresses on links (http, https, mailto, tel) as the only attribute. Pictures
    are left out: they would be fetched from elsewhere.
    """
    return mark_safe(  # noqa: S308  cleaned by the allow-list
        nh3.clean(
            _MARKDOWN.render(markdown),
            tags=_TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto", "tel"},
            link_rel="noopener noreferrer nofollow",
        )
    )
