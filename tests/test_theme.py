"""What is cut out of the theme's style sheets, and what stays."""

import pytest
import tinycss2

from softpower.site import theme


@pytest.mark.parametrize(
    ("style", "left"),
    [
        ("p.a, .b > i { top: 0 }", "p.a{ top: 0 }"),  # one of two selectors
        (".b { top: 0 } i { top: 0 }", "i{ top: 0 }"),
        (".a .b { top: 0 }", ""),  # both must be there
        (".a:not(.b) { top: 0 }", ".a:not(.b){ top: 0 }"),  # what stands in brackets is left open
        ("#b, [b] { top: 0 }", "#b,[b]{ top: 0 }"),  # only classes decide
        ("@media print { .b { top: 0 } }", ""),
        ("@media print { .a { top: 0 } }", "@media print {.a{ top: 0 }}"),
        ("@supports (top: 0) { .b { top: 0 } .a { top: 0 } }", "@supports (top: 0) {.a{ top: 0 }}"),
        ('@import "y"; @font-face { src: url(x) }', '@import "y";@font-face { src: url(x) }'),
    ],
)
def test_a_rule_is_cut_if_no_page_has_its_classes(style, left):
    rules = tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True)
    assert "".join(theme.cut(rules, {"a"})) == left
