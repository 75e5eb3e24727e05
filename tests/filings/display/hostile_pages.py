"""Pages as hostile or careless sites make them, each with what a reader would say of it.

``N`` is the number, ``L`` a good link. A page is what stands in ``<body>`` unless it begins with a doctype.
"""

from dataclasses import dataclass

from filings.display.results import Result as R
from tests.filings.display.site import DIGITS, ENTRY, LINK, NUMBER

N, L, D, URL = NUMBER, LINK, DIGITS, ENTRY.url
OTHER = "990101000000101260021"
#: A link that takes the colour of what surrounds it, which links do not do by themselves.
PALE = f'<a href="{URL}" style="color:inherit">公示信息</a>'


@dataclass(frozen=True)
class Hostile:
    """A page and the right verdict on it."""

    body: str
    result: R
    charset: str = "utf-8"
    content_type: str = ""


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in text)


def _with(css: str, body: str = f'<div class="a" id="i">{N}{L}</div>') -> str:
    return f"<style>{css}</style>{body}"


def _styled(style: str, inner: str = N + L, tag: str = "div") -> str:
    return f'<{tag} style="{style}">{inner}</{tag}>'


SHOWN: dict[str, str] = {
    "plain": N + L,
    "split by tags": f"网信算备{'<b></b>'.join(D)}号{L}",
    "each digit in its own element": "".join(f"<span>{c}</span>" for c in N) + L,
    "split by spaces": f"网信算备 {D[:6]} {D[6:13]} &nbsp;{D[13:]} 号{L}",
    "split by lines and breaks": f"网信算备<br>{D[:9]}\n\t{D[9:]}<wbr>号{L}",
    "split by zero-width characters": "\u200b\u200d\ufeff\u2060".join(N) + L,
    "split by soft hyphens and marks": "\u00ad\u200e\u202a\u202c".join(N) + L,
    "split by comments": "<!-- x -->".join(N) + L,
    "full-width": _wide(D) + L,
    "full-width with full-width blanks": "\u3000".join(_wide(D)) + L,
    "as entities": "".join(f"&#{ord(c)};" for c in N) + L,
    "split by a hidden digit": f"网信算备{D[:9]}<i style='display:none'>7</i>{D[9:]}号{L}",
    "digits alone": D + L,
    "after another number": f"电话 010-88888888 {D} {L}",
    "in a table": f"<table><tr><td>备案编号<td>{D}<td>{L}",
    "broken html": f"<p><b><table><td><a href={URL}>公示</p>{N}</i></table><div",
    "deeply nested": "<div>" * 50_000 + N + L + "</div>" * 50_000,
    "wide and long": "<p>正文</p>" * 5_000 + N + L,
    "aria-hidden": f"<p aria-hidden=true>{N}{L}</p>",
    "visible inside invisible": _styled("visibility:hidden", _styled("visibility:visible")),
    "size given back": _styled("font-size:0", _styled("font-size:14px", tag="span")),
    "hidden attribute overruled": _with("[hidden]{display:block}", f"<p hidden>{N}{L}</p>"),
    "hidden only in print": _with("@media print{.a{display:none}}"),
    "hidden only on small screens": _with("@media (max-width: 600px){.a{display:none}}"),
    "hidden only on hover": _with(".a:hover{display:none}"),
    "print sheet": f"<style media=print>.a{{display:none}}</style><div class=a>{N}{L}</div>",
    "stronger rule shows": _with("#i{display:block} .a{display:none}"),
    "important shows": _with(".a{display:block!important} #i{display:none}"),
    "unlayered beats layered": _with(".a{display:block} @layer x{#i{display:none}}"),
    "white on white ground nobody stated": _styled("color:#fff"),
    "white on a picture": _styled("color:#fff;background:#fff url(x.png)"),
    "letters cut out of a picture": _styled(
        "color:transparent;background-image:linear-gradient(red,blue);background-clip:text"
    ),
    "clipped box that is inline": _styled("width:0;height:0;overflow:hidden", tag="span"),
    "zero height without clipping": _styled("height:0"),
    "marked": _styled("color:#fff;background:#fff", f"<mark>{N}</mark>{L}"),
    "moved a little": _styled("position:relative;left:-20px"),
    "broken css": _with("}}} .a{color:;;display} @media{ .b{display:none"),
    "other people's rule": _with(".b .a, .a > .c, .a + .a{display:none}"),
    "open details": f"<details open><summary>更多</summary>{N}{L}</details>",
    "in the summary": f"<details><summary>{N}{L}</summary>更多</details>",
    "image link": f"{N}<a href='{URL}'><img src=qr.png alt=公示></a>",
    "svg link": f"{N}<a href='{URL}'><svg><path d='M0 0'/></svg></a>",
    "svg text": f"<svg><text>{N}</text></svg>{L}",
    "http instead of https": f"{N}<a href='{URL.replace('https', 'http')}'>公示</a>",
    "query and fragment": f"{N}<a href='{URL}?from=home#top'>公示</a>",
    "without the last slash": f"{N}<a href='{URL[:-1]}'>公示</a>",
    "whole number in the address": f"{N}<a href='{URL.replace(D, N)}'>公示</a>",
    "capitals and blanks in the address": f"{N}<a href=' HTTPS://Portal.Example.CN:443/registry/{D}/ '>公示</a>",
    "relative to base": f"<base href='{URL}'>{N}<a href='?x'>公示</a>",
    "protocol of the page": f"<base href='https://c.cn/'>{N}<a href='//portal.example.cn/registry/{D}/'>公示</a>",
    "template beside it": f"<template>{N}</template>{N}{L}",
}
NUMBER_MISSING: dict[str, str] = {
    "nothing but the link": L,
    "same colour but for the link": _styled("color:#fff;background:#fff"),
    "transparent but for the link": _styled("color:transparent"),
    "in a comment": f"<!-- {N} -->{L}",
    "image with alt": f"<img src=n.png alt='{N}' title='{N}'>{L}",
    "in title and meta": f"<!doctype html><head><title>{N}</title><meta name=description content='{N}'>"
    f"<body><p>本站提供资讯排序服务，欢迎阅读今天的新闻与评论。</p>{L}",
    "in a script": f"<script>document.write('{N}')</script>{L}",
    "in json": f'<script type=\'application/ld+json\'>{{"n":"{N}"}}</script>{L}',
    "in a template": f"<template><p>{N}</p></template>{L}",
    "in noscript": f"<noscript>{N}</noscript>{L}",
    "in an attribute": f"<p data-n='{N}' title='{N}'>备案</p>{L}",
    "in an input": f"<input value='{N}'><input type=hidden value='{N}'>{L}",
    "in a closed select": f"<select><option>选择<option>{N}</select>{L}",
    "made by a style sheet": _with(f".a::before{{content:'{N}'}}", f"<p class=a></p>{L}"),
    "inside a longer number": f"网信算备{D}7号{L}",
    "after a digit": f"8{D}{L}",
    "a digit in another element": f"<b>8</b>{D}{L}",
    "a full-width digit": f"{D}７{L}",
    "other number": f"网信算备{OTHER}号{L}",
    "one digit short": f"网信算备{D[:-1]}号{L}",
    "closed details": f"<details><summary>备案</summary>{N}</details>{L}",
    "closed dialog": f"<dialog>{N}</dialog>{L}",
    "popover": f"<div popover>{N}</div>{L}",
    "hidden attribute": f"<p hidden>{N}</p>{L}",
    "fallback of a frame": f"<iframe src=x.html>{N}</iframe>{L}",
    "title of a drawing": f"<svg><title>{N}</title><desc>{N}</desc></svg>{L}",
    "hidden digits make it up": f"网信算备{D[:20]}<i style='display:none'>{D[20]}</i>号{L}",
}
BOTH_MISSING: dict[str, str] = {
    "nothing": "<p>没有备案信息</p>",
    "both in a comment": f"<!--{N}{L}-->",
    "none inline": _styled("display:none"),
    "none by class": _with(".a{display:none}"),
    "none by id": _with("#i{display:none}"),
    "none by ancestor": _with(".x .a{display:none}", f"<div class=x><p class=a>{N}{L}</p></div>"),
    "ancestor is none": _styled("display:none", f"<div style='display:block'>{N}{L}</div>"),
    "none by sibling": _with("h1 ~ .a{display:none}", f"<h1>x</h1><p>y</p><p class=a>{N}{L}</p>"),
    "none by attribute": _with("[data-x^=q]{display:none}", f"<p data-x=quite>{N}{L}</p>"),
    "none by is and not": _with("div:is(.a):not(.b){display:none}"),
    "none by nesting": _with(".x{& .a{display:none}}", f"<div class=x><p class=a>{N}{L}</p></div>"),
    "none by variable": _with(":root{--d:none}.a{display:var(--d,block)}"),
    "none by media": _with("@media screen and (min-width:800px){.a{display:none}}"),
    "none by supports": _with("@supports (display:grid){.a{display:none}}"),
    "none by layer": _with("@layer x{.a{display:none}}"),
    "shown only in print": _with(".a{display:none} @media print{.a{display:block}}"),
    "important none": f"<style>.a{{display:none!important}}</style><p class=a style='display:block'>{N}{L}</p>",
    "comment in css": _with(".a{dis/**/play:none;display:/*x*/none}"),
    "escaped css": _with(r".a{d\69splay:n\6fne}"),
    "capitals in css": _with(".A{display:block}.a{DISPLAY:NONE}"),
    "visibility": _styled("visibility:hidden"),
    "collapse": _styled("visibility:collapse"),
    "opacity": _styled("opacity:0"),
    "opacity of an ancestor": _styled("opacity:.001", f"<p style='opacity:1'>{N}{L}</p>"),
    "font-size": _styled("font-size:0"),
    "font-size one pixel": _styled("font-size:1px"),
    "font shorthand": _styled("font:0/0 a"),
    "size of an ancestor": _styled("font-size:0", f"<p style='font-size:2em'>{N}{L}</p>"),
    "off the left": _styled("position:absolute;left:-9999px"),
    "off by em": _styled("position:fixed;top:-100em"),
    "off by window": _styled("position:absolute;left:-100vw"),
    "off by margin": _styled("margin:0 0 0 -9999px"),
    "off by inset": _styled("position:absolute;inset:0 auto auto -9999px"),
    "off by indent": _styled("text-indent:-9999px"),
    "indent and clip": _styled("text-indent:100%;white-space:nowrap;overflow:hidden"),
    "off by transform": _styled("transform:translateX(-9999px)"),
    "scaled away": _styled("transform:scale(0)"),
    "zero size": _styled("width:0;height:0;overflow:hidden"),
    "folded box": _styled("max-height:0;overflow:hidden"),
    "screen-reader only": _styled(
        "position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)"
    ),
    "clip": _styled("position:absolute;clip:rect(1px 1px 1px 1px)"),
    "clip-path": _styled("clip-path:inset(50%)"),
    "clip-path circle": _styled("clip-path:circle(0)"),
    "content-visibility": _styled("content-visibility:hidden"),
    "filter": _styled("filter:opacity(0)"),
    "same colour": _styled("color:#fff;background:white", N + PALE)
    + _styled("color:#123;background-color:#123", N + PALE),
    "same colour of an ancestor": f"<div style='background:#fff'><p style='color:rgb(255 255 255)'>{N}{PALE}"
    "</p></div>",
    "nearly the same colour": _styled("color:#fefefe;background:#ffffff", N + PALE),
    "same colour by variable": _with(
        ":root{--c:#eee}.a,.a *{color:var(--c);background:var(--c)}",
    ),
    "old attributes": f"<table bgcolor=ffffff><td><font color='#FFFFFF'>{N}{PALE}</font></table>",
    "transparent letters": _styled("color:transparent", N + PALE),
    "transparent fill": _styled("-webkit-text-fill-color:transparent"),
    "clip of letters without a picture": _styled(
        "color:transparent;background-clip:text", N + PALE
    ),
}
LINK_MISSING: dict[str, str] = {
    "number alone": N,
    "address as text": f"{N} {URL}",
    "link to another entry": N + L.replace(D, OTHER),
    "link to the register": f"{N}<a href='https://portal.example.cn/registry/'>公示</a>",
    "link to another portal": f"{N}<a href='https://portal.example.com/registry/{D}/'>公示</a>",
    "portal in the query": f"{N}<a href='https://evil.example/?{URL}'>新闻</a>",
    "portal as user name": f"{N}<a href='https://portal.example.cn@evil.example/registry/{D}/'>新闻</a>",
    "deeper address": f"{N}<a href='{URL}report/'>反映问题</a>",
    "javascript link": f"{N}<a href=\"javascript:location='{URL}'\">公示</a>",
    "empty href": f"{N}<a href=''>公示</a>",
    "no href": f"{N}<a>公示</a>",
    "empty link": f"{N}<a href='{URL}'></a>",
    "link of zero-width characters": f"{N}<a href='{URL}'>\u200b\u2060</a>",
    "link with a tracking pixel": f"{N}<a href='{URL}'><img src=x width=1 height=1></a>",
    "hidden link": f"{N}<a href='{URL}' style='display:none'>公示</a>",
    "link without clicks": f"{N}<a href='{URL}' style='pointer-events:none'>公示</a>",
    "link in a comment": f"{N}<!--{L}-->",
    "link in noscript": f"{N}<noscript>{L}</noscript>",
    "relative to a foreign base": f"<base href='https://c.cn/'>{N}<a href='/registry/{D}/'>公示</a>",
}
UNREADABLE: dict[str, str] = {
    "drawn by a script": "<!doctype html><div id=app></div><script src=app.js></script>",
    "drawn by frames": "<!doctype html><html><frameset><frame src=a.html></frameset></html>",
    "a hundred thousand elements": "<i></i>" * 100_000 + N + L,
}
PAGES: dict[str, Hostile] = {
    name: Hostile(body, result)
    for result, pages in (
        (R.SHOWN, SHOWN),
        (R.NUMBER_MISSING, NUMBER_MISSING),
        (R.BOTH_MISSING, BOTH_MISSING),
        (R.LINK_MISSING, LINK_MISSING),
        (R.UNREADABLE, UNREADABLE),
    )
    for name, body in pages.items()
}
_META = "<!doctype html><head><meta charset={}></head><body><p>本站提供资讯服务𠀀，欢迎。</p>{}"
PAGES |= {
    "gb18030 by header": Hostile(N + L, R.SHOWN, "gb18030"),
    "gb2312 by header": Hostile(N + L, R.SHOWN, "gb18030", "text/html; charset=gb2312"),
    "gb18030 by meta": Hostile(_META.format("gb18030", N + L), R.SHOWN, "gb18030", "text/html"),
    "gbk by meta": Hostile(_META.format("'GBK'", _wide(D) + L), R.SHOWN, "gb18030", "text/html"),
    "gb18030 by nobody": Hostile(_META.format("", _wide(D) + L), R.SHOWN, "gb18030", "text/html"),
    "utf-16 by its mark": Hostile(N + L, R.SHOWN, "utf-16", "text/html"),
    "plain text": Hostile(f"{N} {URL}", R.LINK_MISSING, content_type="text/plain; charset=utf-8"),
    "no page": Hostile(N + L, R.UNREADABLE, content_type="application/pdf"),
    "no type": Hostile(N + L, R.SHOWN, content_type=" "),
}
