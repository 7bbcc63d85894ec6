"""Common passwords, made from the patterns by which people build them (SEC-AUTH-02).

Not a copied list: words and keyboard walks that anybody would name, crossed with the usual endings. A password is
compared in several readings (without symbols, with shifted digits undone, with look-alike symbols undone), so that one
entry stands for hundreds of spellings.
"""

from __future__ import annotations

from functools import cache

_PLAIN_WORDS = """
    password passwd pass passcode admin administrator root user guest test demo login welcome hello letmein changeme
    default secret master system manager server database oracle mysql postgres windows linux computer internet
    service support office company public private security secure access account service1 temp temporary backup
    iloveyou love lovely baby angel prince princess sunshine flower summer winter spring autumn monday friday
    january october november december football basketball baseball soccer monkey dragon tiger lion eagle panda
    superman batman king queen lucky happy money freedom shadow ninja hunter killer michael jordan jessica
    apple orange banana coffee google facebook amazon microsoft huawei xiaomi alibaba tencent weixin wechat taobao
    baidu china beijing shanghai shenzhen guangzhou chengdu wuhan tianjin chongqing nanjing hangzhou zhongguo
    woaini woaiwojia woaizhongguo aini wodemima mima mima123 nihao women laopo laogong baobao mama baba jiating
    pingan jiankang xingfu kuaile facai gongxi gongxifacai daji jixiang ruyi yisheng yishi yidun
    dangjian dangyuan dangzhibu zhibu zhibushuji dangwei dangzu gongchandang shiyijie jiandang jiandangjie qiyi
    guoqing guoqi zuzhi xuexi xuexiqiangguo qiangguo renmin weirenmin weirenminfuwu fuwu gongsi jituan danwei
    shuji shezhi guanli guanliyuan yonghu kehu caiwu renshi bangong bangongshi yewu jishu anquan shengchan
"""

_WALKS = """
    qwerty qwertyui qwertyuiop qwert qwer qwe asdf asdfgh asdfghjkl asd zxcv zxcvbn zxcvbnm zxc qaz qazwsx qazwsxedc
    wsx edc rfv 1qaz 2wsx 3edc 1qaz2wsx 1qaz2wsx3edc zaq1 zaq12wsx xsw2 1q2w 1q2w3e 1q2w3e4r 1q2w3e4r5t q1w2e3
    q1w2e3r4 qweasd qweasdzxc asdzxc abc abcd abcde abcdef abcdefg abcdefgh aabbcc abcabc aaa aaaa bbb xyz xxx
    a1b2c3 a1b2c3d4 1a2b3c 1a2b3c4d aa bb a ab q w z x qq ww zz wo ni ta la
"""

_DIGIT_RUNS = """
    1 2 3 5 6 7 8 9 0 11 12 22 66 77 88 99 00 01 07 10 100 101 110 111 119 120 121 122 123 124 168 188 222 233 250
    258 321 333 345 369 456 520 521 555 567 654 666 678 777 789 886 888 889 911 987 999 000 001 007 1000 1001 1111
    1122 1212 1221 1231 1234 1235 1313 1314 1357 1688 1818 1921 1949 1978 2000 2222 2323 2468 3333 3344 4321 4444
    5201 5211 5555 5678 6666 6688 6789 7777 7788 8866 8888 9527 9876 9988 9999 0000 0123 0701 1001 11111 12121 12312
    12345 13145 23456 52013 54321 55555 66666 88888 98765 99999 00000 01234 111111 112233 121212 123123 123321
    123456 131313 131452 147258 159357 159753 222222 234567 314159 321321 333333 345678 456789 520131 520520
    521521 555555 654321 666666 666888 686868 696969 777777 789456 888666 888888 987654 999999 000000 012345
    1111111 1234567 5201314 7654321 7777777 8888888 11111111 11223344 12121212 12341234 12344321 12345678 14725836
    23456789 52013145 66666666 66668888 77777777 87654321 88888888 98765432 99999999 00000000 01234567 111222333
    123123123 123456789 147258369 147852369 222222222 741852963 789456123 888888888 963852741 987654321 999999999
    0123456789 0987654321 1111111111 1122334455 1234512345 1234567890 5201314520 9876543210
"""

_YEARS = tuple(str(year) for year in range(1949, 2041))

_UNSHIFT = str.maketrans("!@#$%^&*()", "1234567890")
_LOOK_ALIKES = str.maketrans({"@": "a", "4": "a", "0": "o", "1": "i", "!": "i", "3": "e", "$": "s", "5": "s", "7": "t"})
_LOOK_ALIKES_L = str.maketrans({"@": "a", "4": "a", "0": "o", "1": "l", "!": "i", "3": "e", "$": "s", "5": "s"})


@cache
def stems() -> frozenset[str]:
    """Words and keyboard walks that passwords are built on, in lower case."""
    return frozenset(_PLAIN_WORDS.split()) | frozenset(_WALKS.split())


@cache
def common_passwords() -> frozenset[str]:
    """More than 10,000 common passwords in lower case and without symbols."""
    runs = _DIGIT_RUNS.split()
    endings = (*runs, *_YEARS)
    words = stems()
    found = {*words, *endings}
    for word in words:
        found.update(word + ending for ending in endings)
        found.add(word + word)
    for word in _PLAIN_WORDS.split():
        found.update(ending + word for ending in runs)
    tails = ("a", "aa", "ab", "abc", "abcd", "q", "qq", "qwe", "qwer", "asd", "zxc", "qaz")
    for run in runs:
        found.update(run + tail for tail in tails)
    return frozenset(found)


def is_common(password: str) -> bool:
    """Whether `password`, in any of its usual disguises, is one that everybody would try first."""
    folded = password.casefold()
    common = common_passwords()
    unshifted = folded.translate(_UNSHIFT)
    for reading in (folded, unshifted, _letters_and_digits(folded), _letters_and_digits(unshifted)):
        if reading in common:
            return True
    return _disguised_word(folded) or len(set(folded)) < 5


def _letters_and_digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def _disguised_word(folded: str) -> bool:
    """`P@ssw0rd2024!!` is `password` with an ending: look at the word under the disguise."""
    front = folded.rstrip("0123456789!@#$%^&*()_+-=.,;:?/~ ")
    for core in {front, folded.lstrip("0123456789!@#$%^&*()_+-=.,;:?/~ "), front.strip("!@#$%^&*()_+-=.,;:?/~ ")}:
        for table in (_LOOK_ALIKES, _LOOK_ALIKES_L):
            word = core.translate(table)
            if len(word) >= 4 and word in stems():
                return True
    return False
