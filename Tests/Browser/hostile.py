"""Words that try to be more than words: our own list, and strings that other people collected, where FOYER_CORPUS has them.

None of them is ever opened in a browser that has a network."""

import hashlib
import json
import os
import pathlib
from dataclasses import dataclass

#: What runs where it is not stopped. `alert` is what every tripwire listens to.
IMG = "<img src=x onerror=alert(1)>"
SVG = "<svg onload=alert(1)>"
SCRIPT = "<script>alert(1)</script>"


@dataclass(frozen=True)
class Hostile:
    name: str
    text: str
    #: Whether it runs when it stands in the body of a page as it is: by itself, or once somebody points at it.
    runs: bool = False


def strings(corpus_share: int | None = None) -> list[Hostile]:
    """Our own list, then the corpus: all of it, or about as many of it as asked for, always the same ones."""
    found = [Hostile(f"own-{number}", text) for number, text in enumerate(dict.fromkeys(OWN))]
    corpus = from_corpus()
    if corpus_share is not None and len(corpus) > corpus_share:
        by_chance = sorted(corpus, key=lambda each: hashlib.sha256(each.name.encode()).digest())
        running = [each for each in by_chance if each.runs]
        # Those that are known to run are worth more than those that were only tried.
        corpus = running[: corpus_share * 2 // 3]
        corpus += [each for each in by_chance if not each.runs][: corpus_share - len(corpus)]
    return found + corpus


def from_corpus() -> list[Hostile]:
    folder = os.environ.get("FOYER_CORPUS")
    file = pathlib.Path(folder or "/nowhere") / "security" / "html-payloads.jsonl"
    if not file.is_file():
        return []
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    return [Hostile(row["id"], row["payload"], row["chromium156_raw"] != "no-call") for row in rows]


CLOSINGS = (
    "p h1 a li td title textarea script style template noscript iframe select option svg math table form button details"
).split()
BREAKOUTS = ['"', "'", "`", "", '" "', "\\\"", "\\'", "&quot;", "&#34;"]

OWN = [
    # Ends of what the words may stand in
    *(f"</{tag}>{IMG}" for tag in CLOSINGS),
    f"-->{IMG}", f"--!>{IMG}", f"]]>{IMG}", f"?>{IMG}", f"%>{IMG}", f"*/{IMG}", f"</title></head><body>{SCRIPT}",
    f"<!--{IMG}", f"<!-->{IMG}", f"<!--->{IMG}", f"<![CDATA[{IMG}]]>", f"<?php {IMG}", f"<!doctype html>{SCRIPT}",
    "<!--<script>", "<!--<script><!--</script>", "<plaintext>", "<textarea>", "<title>", "<style>", "<xmp>", "<noscript>",
    "<base href=//evil.example/>", "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<frameset onload=alert(1)>",
    "<body onload=alert(1)>", "<html onmouseover=alert(1)>", "<form action=javascript:alert(1)><button>go</button></form>",
    SCRIPT, SVG, IMG, IMG.upper(), "<ScRiPt>alert(1)</sCrIpT>", "<scr<script>ipt>alert(1)</script>",
    "<script/x>alert(1)</script>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>", "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<details open ontoggle=alert(1)>", "<video><source onerror=alert(1)></video>", "<input autofocus onfocus=alert(1)>",
    "<a href=javascript:alert(1)>x</a>", "<math href=javascript:alert(1)>x</math>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<foyer-overlay onclick=alert(1)>", "<b data-eid=1 data-foyer-unlocked contenteditable onclick=alert(1)>x</b>",
    # Ends of an attribute
    *(f"{mark} onmouseover=alert(1) x={mark}" for mark in BREAKOUTS),
    *(f"{mark}>{SVG}" for mark in BREAKOUTS),
    '" autofocus onfocus=alert(1) tabindex=0 x="', '" style="position:fixed;inset:0" onclick="alert(1)',
    '"srcdoc="<script>alert(1)</script>',
    "x\" src=x onerror=alert(1) alt=\"", "' href='javascript:alert(1)", "/ onload=alert(1) /", "= onload=alert(1)",
    # Values inside scripts and styles, JSON-LD among them
    '"}]});alert(1)//', "'-alert(1)-'", '";alert(1)//', "\\\";alert(1)//", f"</script>{SCRIPT}",
    "</ScRiPt ><img src=x onerror=alert(1)>",
    '"@type":"x"}</script><script>alert(1)</script>', "\\u003cscript>alert(1)\\u003c/script>",
    "\\x3cimg src=x onerror=alert(1)>",
    "}</style><script>alert(1)</script>", "red;background:url(javascript:alert(1))", "expression(alert(1))",
    "@import '//evil.example/x.css';",
    # Encodings that somebody might undo once too often
    "&lt;img src=x onerror=alert(1)&gt;", "&amp;lt;script&amp;gt;alert(1)", "&#60;img src=x onerror=alert(1)&#62;",
    "&#x3c;svg/onload=alert(1)>",
    "&ltscript&gtalert(1)", "%3Cscript%3Ealert(1)%3C/script%3E", "%253Cscript%253E",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "&NewLine;&colon;&lpar;&Tab;", "&", "&amp", "&amp;", "&notin;", "&#0;", "&#x110000;", "<", ">", "<>", "</>",
    "< img src=x>", "<3 you & me > all",
    # Templates of others and of ours
    "{{constructor.constructor('alert(1)')()}}", "{{7*7}}", "${alert(1)}", "#{alert(1)}", "<%= alert(1) %>", "{% raw %}",
    "@{alert(1)}", "[[${7*7}]]",
    "{{{x}}}", "{{< figure src=x >}}", "{% include x %}", "<slot>", "<template>x</template>", "data-field=company.phone",
    "page:ID#x", "value:entry.url",
    # Markdown and XML
    "[x](javascript:alert(1))", "![x](x\"onerror=alert(1))", "<javascript:alert(1)>", "[x]: javascript:alert(1)",
    f"```html\n{IMG}\n```",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>", "<?xml-stylesheet href='javascript:alert(1)'?>",
    # Trees that change when they are read again
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<table><td><svg><desc><td></svg><img src=x onerror=alert(1)>",
    "<select><template><style><!--</style><a rel='--></style></template></select><img src=x onerror=alert(1)>'>",
    # Unicode
    "\ufeff<script>alert(1)</script>", "＜script＞alert(1)＜/script＞", "<ſcript>alert(1)</ſcript>",
    "<\u212aeygen autofocus onfocus=alert(1)>",
    "\u0338<img src=x onerror=alert(1)>", "<\u0338img src=x onerror=alert(1)>", ">\u0338<svg onload=alert(1)>",
    "\"\u0301 onmouseover=alert(1) x=\"\u0301",
    "<img\u00a0src=x\u3000onerror=alert(1)>", "<img\u200bsrc=x onerror=alert(1)>", "\u202e<script>", "\u2066gninrut\u2069",
    "a\u2028alert(1)\u2029", "ﷺ" * 20,
    "Z\u0351\u036b\u0343\u036a\u0302A\u0329\u033b", "👩‍👩‍👧<img src=x onerror=alert(1)>", "\U000e0001\U000e0041",
    "\u0000<img src=x onerror=alert(1)>",
    "<scr\u0000ipt>alert(1)</script>", "\u001b]0;x\u0007", "\u0085<svg onload=alert(1)>", "\ufffe\uffff", "ı\u0130\u1e9e",
    # Words that mean something to a program
    "__proto__", "constructor", "toString", "null", "undefined", "NaN", "true", "-1", "1e309", "0x0", "' OR 1=1 --",
    "'; DROP TABLE elements; --",
    "../../../../etc/passwd", "..\\..\\x", "%s%n%x", "$(touch x)", "`touch x`",
    "a\r\nSet-Cookie: x=1\r\n\r\n<script>alert(1)</script>", "javascript:alert(1)",
    " ", "\u00a0", "\u200b", "  two  spaces  ", "\ttab\t", "x" * 2_000, "<b>" * 200,
]

#: Addresses that must be refused, or lead nowhere that runs.
TARGETS = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "\tjavascript:alert(1)", "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java\r\nscript:alert(1)", "\u0001javascript:alert(1)", "\u0000javascript:alert(1)", "java\u0000script:alert(1)",
    "javascript\t:alert(1)",
    "javascript\u00a0:alert(1)", "\u00a0javascript:alert(1)", "\ufeffjavascript:alert(1)", "\u200bjavascript:alert(1)",
    "javascript\u200b:alert(1)",
    "ｊavascript:alert(1)", "javaſcript:alert(1)", "javascript：alert(1)", "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)", "&#x6A&#x61;vascript:alert(1)",
    "java&Tab;script:alert(1)", "java&NewLine;script:alert(1)", "%6aavascript:alert(1)", "javascript%3aalert(1)",
    "javascript:%61lert(1)",
    "javascript://example.org/%0aalert(1)", "javascript:/*https://*/alert(1)", "javascript:alert(1)//https://",
    "\"javascript:alert(1)",
    "vbscript:alert(1)", "livescript:alert(1)", "mocha:alert(1)", "data:text/html,<script>alert(1)</script>",
    "DATA:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg onload=alert(1)>", "data:,x", "blob:https://x/y", "filesystem:https://x/y",
    "file:///etc/passwd", "view-source:javascript:alert(1)",
    "feed:javascript:alert(1)", "jar:javascript:alert(1)!/", "about:blank", "chrome://settings",
    "intent://x#Intent;scheme=javascript;end", "ws://x", "ftp://x",
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example",
    "https:evil.example", "https:\\\\evil.example",
    "https://", "http:", "http://x y", "https://x\"onmouseover=alert(1)", "https://x' onmouseover='alert(1)",
    "https://x><img src=x onerror=alert(1)>",
    "https://x/?<script>alert(1)</script>", "/\"onmouseover=\"alert(1)", "/x><svg onload=alert(1)>",
    "#\"><svg onload=alert(1)>", "?x=\"onclick=alert(1)",
    "mailto:a@b?body=<script>alert(1)</script>", "mailto:\"onclick=alert(1)", "tel:\"onclick=alert(1)",
    "tel:javascript:alert(1)",
    "page:", "page:../x", "page:01H\"onclick=alert(1)", "asset:", "asset:../x", "asset:assets/../../x",
    "asset:assets/\"onclick=alert(1)", "asset:/etc/passwd",
    "value:", "value:javascript", "value:company.phone", "value:__proto__", "x:alert(1)", ":alert(1)",
    "1javascript:alert(1)", "javascript", "https://x\u0338>",
    "/\u0338/evil.example", "https://user:pass@evil.example/", "/~token/", "/%2e%2e/%2e%2e/",
    "javascript:alert(1)" + "x" * 3_000,
]

LINK = {"type": "link", "attrs": {"href": "https://example.org/"}}
TEXT = {"type": "text", "text": "x"}

#: What is no inline text, although it looks a little like it.
NOT_INLINE = [
    "<img src=x onerror=alert(1)>", None, 1, True, {}, TEXT, [[TEXT]], [None], ["x"], [1], [{}], [{"type": "text"}],
    [{"text": "x"}],
    [{"type": "text", "text": 1}], [{"type": "text", "text": None}], [{"type": "text", "text": ["<b>x</b>"]}],
    [{"type": "text", "text": {"toString": "x"}}],
    [{"type": "text", "text": ""}], [{"type": "html", "text": IMG}], [{"type": "script", "content": [TEXT]}],
    [{"type": "paragraph", "content": [TEXT]}],
    [{"type": "doc", "content": [TEXT]}], [{"type": "image", "attrs": {"src": "x", "onerror": "alert(1)"}}],
    [{"type": ["text"], "text": "x"}],
    [{"type": "__proto__"}], [{"type": "constructor"}], [{**TEXT, "attrs": {"onclick": "alert(1)"}}],
    [{**TEXT, "content": [TEXT]}], [{**TEXT, "html": IMG}],
    [{**TEXT, "marks": "strong"}], [{**TEXT, "marks": None}], [{**TEXT, "marks": ["strong"]}],
    [{**TEXT, "marks": {"type": "strong"}}], [{**TEXT, "marks": [{}]}],
    [{**TEXT, "marks": [{"type": "script"}]}], [{**TEXT, "marks": [{"type": "__proto__"}]}],
    [{**TEXT, "marks": [{"type": "strong", "attrs": {"onclick": "alert(1)"}}]}],
    [{**TEXT, "marks": [{"type": "link"}]}], [{**TEXT, "marks": [{"type": "link", "attrs": {}}]}],
    [{**TEXT, "marks": [{"type": "link", "attrs": {"href": 1}}]}],
    [{**TEXT, "marks": [{"type": "link", "attrs": {"href": None}}]}],
    [{**TEXT, "marks": [{"type": "link", "attrs": {"href": ["javascript:alert(1)"]}}]}],
    [{**TEXT, "marks": [{"type": "link", "attrs": {"href": "javascript:alert(1)"}}]}],
    [{**TEXT, "marks": [{**LINK, "href": "javascript:alert(1)"}]}],
    [{**TEXT, "marks": [{"type": "link", "attrs": {**LINK["attrs"], "onclick": "alert(1)"}}]}],
    [{**TEXT, "marks": [{"type": "link", "attrs": {**LINK["attrs"], "target": "x"}}]}],
    [{"type": "hard_break", "attrs": {"onclick": "alert(1)"}}], [{"type": "hard_break", "content": [TEXT]}],
]


def nested(levels: int) -> dict:
    node: dict = {"type": "paragraph", "content": [TEXT]}
    for _ in range(levels):
        node = {"type": "bullet_list", "content": [{"type": "list_item", "content": [node]}]}
    return node


def paragraph(*content) -> dict:
    return {"type": "paragraph", "content": list(content)}


#: What is no list of blocks. Each stands in a document of its own.
NOT_BLOCKS = [
    [TEXT], ["x"], [None], [[paragraph(TEXT)]], "x", None, {}, [{"type": "html", "html": IMG}], [{"type": "script"}],
    [{"type": "__proto__", "content": [TEXT]}],
    [{"type": "doc", "content": [paragraph(TEXT)]}], [{"type": "paragraph", "content": "x"}],
    [{"type": "paragraph", "content": [paragraph(TEXT)]}],
    [{**paragraph(TEXT), "text": IMG}], [{"type": "heading", "attrs": {"level": 1}, "content": [TEXT]}],
    [{"type": "heading", "attrs": {"level": 7}, "content": [TEXT]}],
    [{"type": "heading", "attrs": {"level": "2 onclick=alert(1)"}, "content": [TEXT]}],
    [{"type": "heading", "attrs": {"level": "2"}, "content": [TEXT]}],
    [{"type": "heading", "attrs": {"level": 2.5}, "content": [TEXT]}],
    [{"type": "heading", "attrs": {"level": 2, "id": "x"}, "content": [TEXT]}],
    [{"type": "heading", "attrs": {"level": None}, "content": [TEXT]}],
    [{"type": "bullet_list", "content": [paragraph(TEXT)]}], [{"type": "bullet_list", "content": [TEXT]}],
    [{"type": "list_item", "content": [paragraph(TEXT)]}],
    [{"type": "ordered_list", "attrs": {"order": "1\" onclick=alert(1)"}, "content": nested(1)["content"]}],
    [{"type": "ordered_list", "attrs": {"order": 1e308}, "content": nested(1)["content"]}],
    [{"type": "blockquote", "content": [TEXT]}],
    [{"type": "code_block", "content": [paragraph(TEXT)]}], [{"type": "horizontal_rule", "content": [TEXT]}],
    [{"type": "horizontal_rule", "attrs": {"onclick": "alert(1)"}}],
    [{"type": "image", "attrs": {"src": "x", "onerror": "alert(1)"}}], [{"type": "table"}], [nested(100)],
]

#: What says more than a document can hold: refused, or taken without it.
MORE_THAN_BLOCKS = [
    [{"type": "paragraph", "attrs": {"onclick": "alert(1)"}, "content": [TEXT]}],
    [{"type": "paragraph", "attrs": {"style": "alert(1)"}, "content": [TEXT]}],
    [paragraph({"type": "hard_break", "text": "alert(1)"}, TEXT)],
    [{"type": "code_block", "attrs": {"params": "\" onclick=alert(1)"}, "content": [TEXT]}],
    [{"type": "code_block", "content": [{**TEXT, "marks": [{"type": "link", "attrs": {"href": "https://alert(1)"}}]}]}],
    [{"type": "bullet_list", "attrs": {"onclick": "alert(1)"}, "content": nested(1)["content"]}],
    [{"type": "blockquote", "attrs": {"cite": "javascript:alert(1)"}, "content": [paragraph(TEXT)]}],
]
