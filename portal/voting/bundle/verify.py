"""核验一次表决：从头数一遍，不需要相信任何人，也不需要本平台的软件。
用法：python3 verify.py [核验包文件夹 [公告、选票或结果上印的指纹，可以只写开头几位]]
只用 Python 自带的库（3.8 及以上）。全部一致时退出码为 0；有任何疑问时说明是哪一处，退出码为 1。
文件：electorate.csv 名册（编号、人数、面积、房屋加盐后的哈希，没有姓名）；ballots.csv 算数的选票；
log.jsonl 投票记录，一行一件事，只增不改；rule.json 公告时的规则；result.json 结果；root.json 指纹。
"""

# fmt: off
from __future__ import annotations

import csv
import hashlib
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, Dict, Iterable, List, Tuple

NONE = (0, 0)  # 一份分量是两个整数：人数，面积（0.01 平方米）；不用小数
FILES = ("ballots.csv", "electorate.csv", "log.jsonl", "result.json", "root.json", "rule.json", "verify.py")
CHOICES = {"approve": "同意", "oppose": "反对", "abstain": "弃权", "follow_majority": "随多数",
           "none_of_these": "均不同意", "blank": "未选", "invalid": "作废"}
CHANNELS = {"paper": "纸质", "doorstep": "上门", "online": "线上", "phone": "电话"}
REASONS = {"unsigned": "未签名", "signature_differs": "签名与名册不符", "not_entitled": "非业主且无委托",
           "other_vote": "非本次选票", "late": "逾期", "duplicate": "重复", None: ""}
OUTCOMES = {"passed": "通过", "not_passed": "未通过", "no_quorum": "未达参与门槛",
            "no_decision": "未产生有效决定", "advice": "供参考", None: "不作决定"}
EVENTS = ("roll_frozen", "delivered", "printed", "received", "cast", "keyed", "checked", "differed",
          "disputed", "set_aside", "phone_withdrawn", "restored", "box_counted", "drawn", "called_back",
          "objected", "answered")  # 可以有的事；别的都是疑问。下一组会公布，管住之前的记录，并走到下一步
MILESTONES = {"announced": ("open", "公告"), "recorded": ("open", "补录"), "extended": ("open", "延期"),
              "closed": ("counting", "截止"), "published": ("preliminary", "公布结果"),
              "recounting": ("counting", "重新核票"), "final": ("final", "定案"), "void": ("void", "作废")}
when = datetime.fromisoformat
canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode  # 写法唯一
class Doubt(Exception):
    """有一处对不上；后面的话说明是哪一处。"""
def need(condition: object, sentence: str) -> None:
    if not condition:
        raise Doubt(sentence)
def same(ours: Any, theirs: Any, where: str) -> None:  # 逐项相同；不同的话，说出是哪一项
    if canonical(ours) != canonical(theirs):
        if isinstance(ours, list) and isinstance(theirs, list):
            ours, theirs = dict(enumerate(ours, 1)), dict(enumerate(theirs, 1))
        for key in {**ours, **theirs} if isinstance(ours, dict) and isinstance(theirs, dict) else ():
            same(ours.get(key), theirs.get(key), f"{where} › {key}")
        raise Doubt(f"{where}：按记录应是 {ours}，写的却是 {theirs}")
def sha256(value: object) -> str:
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()
def metres(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}"
def weighed(weight: Any) -> Dict[str, Any]:
    return {"heads": weight[0], "area": metres(weight[1])}
def total(weights: Iterable[Any]) -> Any:
    return tuple(map(sum, zip(NONE, *weights)))
def options_of(question: Any) -> Dict[str, str]:
    return {f"option:{option['key']}": option["text"] for option in question["options"]}

class Tree:
    """RFC 6962 的默克尔树：一个指纹管住每一行；改一个字、少一行、换顺序，指纹都会变。"""
    def __init__(self) -> None:
        self.peaks: List[Tuple[int, bytes]] = []  # （行数，哈希），从大到小

    def add(self, line: str) -> None:
        size, leaf = 1, hashlib.sha256(b"\x00" + line.encode("utf-8")).digest()
        while self.peaks and self.peaks[-1][0] == size:
            leaf, size = hashlib.sha256(b"\x01" + self.peaks.pop()[1] + leaf).digest(), size * 2
        self.peaks.append((size, leaf))

    def root(self) -> str:
        root = self.peaks[-1][1] if self.peaks else hashlib.sha256(b"").digest()
        for _, peak in reversed(self.peaks[:-1]):
            root = hashlib.sha256(b"\x01" + peak + root).digest()
        return root.hex()

def read(folder: Path) -> Dict[str, str]:
    """一、文件齐全，和校验值一致。"""
    need(all((folder / n).is_file() for n in (*FILES, "SHA256SUMS")), f"文件不齐，应有 {' '.join(FILES)}")
    sums = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}" for name in FILES]
    same(sums, (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines(), "SHA256SUMS")
    texts = {name: (folder / name).read_bytes().decode("utf-8") for name in FILES}
    for n in ("rule.json", "result.json", "root.json"):
        need(json.dumps(json.loads(texts[n]), ensure_ascii=False, indent=1) == texts[n], f"{n} 的写法被动过")
    return texts

def check_log(lines: List[str]) -> Tuple[List[Any], Dict[str, Any]]:
    """二、记录一行接一行；每次公布的指纹，和它之前的每一行都对得上。"""
    tree, events, public = Tree(), [], []
    for place, line in enumerate(lines):
        event, where = json.loads(line), f"记录第 {place} 行"
        need(canonical(event) == line, f"{where}的写法被动过")
        need(event["n"] == place, f"{where}的序号不对：有缺行、重行或换了顺序")
        if event["kind"] in MILESTONES:
            same([place, tree.root()], [event["size"], event["root"]], f"{where}公布的、它之前的行数和指纹")
        tree.add(line)
        events.append(event)
        if event["kind"] in MILESTONES:
            public.append({**{key: event[key] for key in ("kind", "at", "n")}, "root": tree.root()})
    return events, {"size": len(lines), "root": tree.root(), "roll": events[0]["roll"], "published": public}

def check_roll(lines: List[str], fingerprint: str) -> Dict[str, Any]:
    """四、名册就是固定时的那一份，一个编号一次。"""
    need(lines[0] == "number,heads,area,commitment", "electorate.csv 的表头不对")
    tree, roll = Tree(), {}
    for line in lines[1:]:
        number, heads, area, _ = line.split(",")
        need(number not in roll and heads == "1", f"名册里编号 {number} 出现两次，或不是一个人")
        roll[number] = (1, int(area.replace(".", "")))  # 面积总是两位小数
        tree.add(line)
    need(tree.root() == fingerprint, "名册和固定时的指纹对不上")
    return roll

class Replay:
    """五、按记录一件一件重走，看哪些票最后算数；每次公布的结果也重数一遍。"""
    def __init__(self, rule: Any, roll: Dict[str, Any]) -> None:
        self.rule, self.roll, self.closes, self.state, self.recorded = rule, roll, rule["closes"], "", False
        self.says = {key: setting["value"] for key, setting in rule["settings"].items()}
        # 按回执：全部的票，等第二人复核的，因异议搁置的；按编号：算数的票，最后一次怎么送达的。
        self.ballots, self.waiting, self.aside, self.counted, self.served = ({} for _ in range(5))

    def take(self, event: Any) -> None:
        kind, voter, receipt = event["kind"], event.get("voter"), event.get("receipt")
        where, entered = f"记录第 {event['n']} 行", kind in ("cast", "keyed")
        need(kind in EVENTS or kind in MILESTONES, f"{where}写的事不认识：{kind}")
        need(voter is None or voter in self.roll, f"{where}：编号不在名册上")
        need(not receipt or (receipt in self.ballots) != entered, f"{where}：回执没有出现过，或出现两次")
        need((event["n"] < 2) == (kind in ("roll_frozen", "announced", "recorded")), f"{where}：顺序不对")
        need(self.state not in ("final", "void") or kind == "void", f"{where}：已经定案或作废")
        if kind in MILESTONES:
            self.state, self.recorded = MILESTONES[kind][0], self.recorded or kind == "recorded"
            self.closes = event.get("closes", self.closes)
            right = "result" not in event or event["result"] == sha256(self.result())
            need(right, f"{where}：公布的结果和记录不符")
        elif kind == "delivered":
            self.served[voter] = event["way"]
        elif entered:
            self.ballot(event, where, keyed=kind == "keyed")
        elif kind in ("checked", "differed"):
            need(receipt in self.waiting, f"{where}：没有录入就复核")
            self.settle(self.waiting.pop(receipt), event, where)
        elif kind in ("set_aside", "phone_withdrawn"):
            need(self.counted.get(voter, {}).get("receipt") == receipt, f"{where}：这张票不算数，不能搁置")
            (self.aside if kind == "set_aside" else {})[receipt] = self.counted.pop(voter)
        elif kind == "restored":
            right = self.aside.get(receipt, {}).get("voter") == voter and voter not in self.counted
            need(right, f"{where}：这张票没有搁置，不能恢复")
            self.counted[voter] = self.aside.pop(receipt)

    def ballot(self, event: Any, where: str, keyed: bool) -> None:
        need(self.state == "open" or (keyed and self.state == "counting"), f"{where}：这时不能投票或录票")
        in_time = when(self.rule["opens"]) <= when(event["signed"]) < when(self.closes)
        need(in_time and (keyed or event["signed"] == event["at"]), f"{where}：不在投票时间内")
        for question in self.rule["questions"]:
            answers, options = event["answers"][question["key"]], options_of(question)
            most = len(options) if question["kind"] == "budget" else 1
            fits = set(answers) <= {*options, *CHOICES} and 0 < len(answers) == len(set(answers)) <= most
            need(not answers if event["invalid"] else fits, f"{where}：选票上没有这样的选择")
        self.ballots[event["receipt"]] = event
        if keyed:
            self.waiting[event["receipt"]] = event
        else:
            need(self.says["replaceable"] or event["voter"] not in self.counted, f"{where}：按公告不能改投")
            self.settle(event, {**event, "counts": True}, where)

    def settle(self, ballot: Any, event: Any, where: str) -> None:
        """同一位业主的两张票，按公告以后签名的、先投的或手机投的为准；作废的纸票不顶替有效票。"""
        earlier, says = self.counted.get(ballot["voter"]), self.says["paper_against_phone"]
        first = says == "first" or (says == "phone" and bool(earlier) and earlier["channel"] == "online")
        later = bool(earlier) and when(earlier["signed"]) > when(ballot["signed"])
        stands = bool(earlier) and (later or (first and event["kind"] == "checked")
                                    or bool(ballot["invalid"] and not earlier["invalid"]))
        if event["kind"] != "differed":  # 两次录入不一致的，撤下重录
            need(event["counts"] is not stands, f"{where}：算不算数，和公告的规定不符")
            need(event["replaces"] == (None if stands else earlier and earlier["receipt"]), f"{where}：替换")
            self.counted[ballot["voter"]] = earlier if stands else ballot

    def result(self) -> Dict[str, Any]:
        """按记录数出来的结果，写法和 result.json 一样。"""
        roll, counted = total(self.roll.values()), [*self.counted.values()]
        ways = [CHANNELS[ballot["channel"]] for ballot in counted]
        failed = sum(way == "undeliverable" and v not in self.counted for v, way in self.served.items())
        return {
            "id": self.rule["vote"], "title": self.rule["title"], "regime": self.rule["regime"],
            "recorded": self.recorded, "state": self.state.replace("open", "counting"), "roll": weighed(roll),
            "ballots": {"issued": roll[0], "returned": len(counted), "undeliverable": failed,
                        "invalid": sum(ballot["invalid"] is not None for ballot in counted),
                        "not_returned": roll[0] - len(counted) - failed, "pending": len(self.waiting),
                        "by_channel": {way: ways.count(way) for way in set(ways)}},
            "questions": [self.count(question, roll) for question in self.rule["questions"]]}

    def count(self, question: Any, whole: Any) -> Dict[str, Any]:
        """六、数一个事项：每种意见的人数和面积，各道门槛，结论；有约定的，再把送达而未表决的算一遍。"""
        rule, budget, options = self.rule, question["kind"] == "budget", list(options_of(question))
        gave, ticked = {}, []  # 预算内选择可以勾几项，参加的只算一次
        for voter, ballot in self.counted.items():
            answers = ["invalid"] if ballot["invalid"] else ballot["answers"][question["key"]]
            for answer in answers:
                gave.setdefault(answer, []).append(self.roll[voter])
            if budget and set(answers) & set(options):
                ticked.append(self.roll[voter])
        sums = {answer: total(weights) for answer, weights in gave.items()}
        out = [a for a in ("blank", "invalid") if not rule["settings"][a + "_participates"]["value"]]
        choices = {answer: weight for answer, weight in sums.items() if answer not in out}
        part = total([*ticked, *(w for a, w in choices.items() if not (budget and a in options))])
        chosen = ["approve", "oppose"] if question["kind"] == "approve" else [*options, "none_of_these"]
        by_heads = max(chosen, key=lambda a: sums.get(a, NONE))
        by_area = max(chosen, key=lambda a: sums.get(a, NONE)[::-1])
        lead = by_heads if by_heads == by_area and by_heads in sums else ""  # 人数和面积都领先，才是多数
        found = self.verdict(question, (whole, part), (sums, choices), lead)
        deemed = rule["deemed"]
        if deemed and not budget and rule["regime"] == "owners":
            served = {v for v, way in self.served.items() if way != "undeliverable"} - set(self.counted)
            silent = total(self.roll[voter] for voter in served)
            goes = "approve" if deemed["counts_to"] == "approve" else lead
            if goes and served:
                choices = {**choices, goes: total([choices.get(goes, NONE), silent])}
            second = self.verdict(question, (whole, total([part, silent])), (sums, choices), lead)
            ruling = {key: second[key] for key in ("outcome", "winner")} if deemed["decides"] else {}
            found = {**found, **ruling, "with_deemed": second}
        return {"key": question["key"], "class": question["class"], **found}

    def verdict(self, question: Any, base: Any, weights: Any, lead: str) -> Dict[str, Any]:
        """各道门槛和结论；比例用乘法比较，不四舍五入。依据《民法典》第二百七十八条。"""
        (whole, part), (sums, choices), kind, regime = base, weights, question["kind"], self.rule["regime"]
        asked = max(options_of(question), key=lambda a: sums.get(a, NONE), default="approve")
        favour = total(choices.get(a, NONE) for a in [asked, *["follow_majority"] * (asked == lead)])
        budget, lines, tests = kind == "budget", [], []
        if regime == "owners" and not budget:
            approval = {"ordinary": ">1/2", "special": ">=3/4"}[question["class"]]  # 过半数；四分之三以上
            pairs = [("participation", part, whole, ">=2/3"), ("approval", favour, part, approval)]
            lines = [(m, t, h[i], o[i], s) for t, h, o, s in pairs for i, m in enumerate(("heads", "area"))]
        elif regime == "residents":
            present, votes = (self.rule["settings"]["residents_" + n]["value"] for n in ("present", "votes"))
            lines = [("present", "participation", part[0], whole[0], present)]
            lines += [("votes", "approval", favour[0], part[0], votes)] if not budget else []
        for measure, test, have, of, share in lines:
            num, den = map(int, share.lstrip(">=").split("/"))
            strict, shown = not share.startswith(">="), metres if measure == "area" else str
            met = of > 0 and (have * den > of * num if strict else have * den >= of * num)
            tests.append({"measure": measure, "test": test, "have": shown(have), "of": shown(of),
                          "needs": f"{num}/{den}", "strict": strict, "met": met})
        failed = {test["test"] for test in tests if not test["met"]}
        outcome = next(word for fits, word in (
            (regime == "survey", None), ("participation" in failed, "no_quorum"), (budget, "advice"),
            (not failed, "passed"), (kind == "approve", "not_passed"), (True, "no_decision")) if fits)
        winner = asked[7:] if outcome == "passed" and kind != "approve" else None
        named = {CHOICES.get(answer) or answer[7:]: weighed(weight) for answer, weight in choices.items()}
        return {"participating": weighed(part), "choices": named, "tests": tests, "outcome": outcome,
                "winner": winner, "with_deemed": None}

def ballot_rows(replay: Replay) -> List[List[str]]:
    """按记录，选票表应有的每一行：一张不多，一张不少，一字不改，先到的在前。"""
    questions = replay.rule["questions"]
    rows = [["receipt", "voter", "channel", "time", "invalid", *(q["key"] for q in questions)]]
    for ballot in sorted(replay.counted.values(), key=lambda event: event["n"]):
        words = [[{**CHOICES, **options_of(q)}[a] for a in ballot["answers"][q["key"]]] for q in questions]
        about = [ballot["receipt"], ballot["voter"], CHANNELS[ballot["channel"]], ballot["signed"]]
        rows.append([*about, REASONS[ballot["invalid"]], *map("、".join, words)])
    return rows

def verify(folder: Path, printed: str) -> None:
    texts = read(folder)
    rule, result, root = (json.loads(texts[name + ".json"]) for name in ("rule", "result", "root"))
    print("一、文件齐全，和校验值一致。")
    events, ours = check_log(texts["log.jsonl"].split("\n")[:-1])
    same(ours, root, "root.json")
    print(f"二、记录 {len(events)} 行，前后相连，没有缺、改、重、换。")
    need(sha256(rule) == events[1]["rule"], "rule.json 和公告时的规则不一样")
    print("三、规则就是公告时的那一份。")
    roll = check_roll(texts["electorate.csv"].split("\n")[:-1], events[0]["roll"])
    print("四、名册没有换：{0} 人，{1} 平方米。".format(*weighed(total(roll.values())).values()))
    replay = Replay(rule, roll)
    for event in events:
        replay.take(event)
    same(ballot_rows(replay), list(csv.reader(texts["ballots.csv"].splitlines(True))), "ballots.csv")
    print(f"五、选票和记录一致，一张不多、一张不少：{len(replay.counted)} 张。")
    same(replay.result(), result, "result.json")
    for question, said in zip(rule["questions"], result["questions"]):
        print(f"六、{question['text']}")
        for word, part in (("实际投票", said), ("计入未表决后", said["with_deemed"])):
            for name, has in ({"参加": part["participating"], **part["choices"]} if part else {}).items():
                print(f"    {word}　{name} {has['heads']} 人，{has['area']} 平方米")
        print(f"    结论：{OUTCOMES[said['outcome']]} {said['winner'] or ''}")
    print("七、请把下面的指纹和公告、结果上印的对一对；改过的记录，和早先公布的指纹对不上：")
    roots = {"名册": root["roll"], "全部记录": root["root"]}
    roots.update((f"{MILESTONES[line['kind']][1]} {line['at']}", line["root"]) for line in root["published"])
    print(*(f"    {fingerprint} {name}" for name, fingerprint in roots.items()), sep="\n")
    need(any(known.startswith(printed) for known in roots.values()), f"没有一个指纹是 {printed}")
    print("全部一致。")

def main(words: List[str]) -> int:
    try:
        verify(Path(words[1]) if words[1:] else Path(__file__).resolve().parent, "".join(words[2:]).lower())
    except Exception as doubt:  # 读不懂的内容也是疑问
        print(f"有疑问：{doubt if isinstance(doubt, Doubt) else '文件不完整，或写法不对，' + repr(doubt)}。")
        return 1
    return 0

if __name__ == "__main__":
    sys.exit(main(sys.argv))
