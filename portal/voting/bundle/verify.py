"""核验一次表决：只用 Python 自带的库，从头数一遍，不需要相信任何人。

用法：python3 verify.py [核验包文件夹] [--root 公告或结果上印的指纹]
全部一致时退出码为 0；有任何疑问时说明疑问，退出码为 1。
"""

import csv
import hashlib
import json
import sys
from datetime import datetime
from pathlib import Path

CHOICES = {
    "同意": "approve",
    "反对": "oppose",
    "弃权": "abstain",
    "随多数": "follow_majority",
    "均不同意": "none_of_these",
    "未选": "blank",
}
CHANNELS = {"纸质": "paper", "上门": "doorstep", "线上": "online", "电话": "phone"}
REASONS = {
    "未签名": "unsigned",
    "签名与名册不符": "signature_differs",
    "非业主且无委托": "not_entitled",
    "非本次选票": "other_vote",
    "逾期": "late",
    "重复": "duplicate",
}
DATA_FILES = ("electorate.csv", "ballots.csv", "log.jsonl", "rule.json", "result.json", "root.json")


class Doubt(Exception):
    """有一处对不上；后面的话说明是哪一处。"""


def need(condition, sentence):
    if not condition:
        raise Doubt(sentence)


def hundredths(text):
    """面积“68.50”变成整数 6850（0.01 平方米），不用小数。"""
    whole, point, decimals = text.partition(".")
    need(point and len(decimals) == 2 and (whole + decimals).isdigit(), f"面积“{text}”不是两位小数")
    return int(whole) * 100 + int(decimals)


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def merkle(leaves):
    """RFC 6962 的默克尔树根。"""
    stack = []  # (大小, 哈希)
    for leaf in leaves:
        size = 1
        while stack and stack[-1][0] == size:
            left = stack.pop()[1]
            leaf, size = hashlib.sha256(b"\x01" + left + leaf).digest(), size * 2
        stack.append((size, leaf))
    if not stack:
        return hashlib.sha256(b"").digest()
    root = stack.pop()[1]
    while stack:
        root = hashlib.sha256(b"\x01" + stack.pop()[1] + root).digest()
    return root


def leaf_of(line):
    return hashlib.sha256(b"\x00" + line.encode("utf-8")).digest()


def load(folder):
    """读入全部文件；缺一个就是疑问。"""
    for name in (*DATA_FILES, "SHA256SUMS"):
        need((folder / name).is_file(), f"缺少文件 {name}")
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest() if (folder / name).is_file() else ""
        need(found == digest, f"{name} 和校验值对不上")
    documents = {}
    for name in ("rule", "result", "root"):
        documents[name] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    tables = {}
    for name in ("electorate", "ballots"):
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            tables[name] = list(csv.reader(file))
        need(len(tables[name]) > 0, f"{name}.csv 是空的")
    log = (folder / "log.jsonl").read_text(encoding="utf-8").split("\n")
    need(log and log[-1] == "", "log.jsonl 的结尾不完整")
    return documents, tables, log[:-1]


def check_log(lines, root):
    """记录一行接一行，没有缺、没有改，每次公布的指纹都管住它之前的全部内容。"""
    leaves = [leaf_of(line) for line in lines]
    events = [json.loads(line) for line in lines]
    for place, (event, line) in enumerate(zip(events, lines)):
        need(event.get("n") == place, f"记录第 {place} 行的序号不对：有缺行、重行或换了顺序")
        need(canonical(event) == line, f"记录第 {place} 行的写法被动过")
        if "root" in event:
            need(event.get("size") == place, f"记录第 {place} 行公布的行数不对")
            before = merkle(leaves[:place]).hex()
            need(before == event["root"], f"记录第 {place} 行之前的内容和当时公布的指纹对不上")
    need(root["size"] == len(lines), "记录的行数和 root.json 不一致")
    need(merkle(leaves).hex() == root["root"], "记录的指纹和 root.json 不一致")
    return events


def only(events, *kinds):
    found = [event for event in events if event["kind"] in kinds]
    need(len(found) == 1, f"记录里应正好有一条 {'/'.join(kinds)}，现有 {len(found)} 条")
    return found[0]


def check_roll(table, events):
    """名册就是固定时的那一份：每个编号一次，指纹和记录一致。"""
    need(table[0] == ["number", "heads", "area", "commitment"], "electorate.csv 的表头不对")
    leaves = [leaf_of(",".join(row)) for row in table[1:]]
    need(merkle(leaves).hex() == only(events, "roll_frozen")["roll"], "名册和固定时的指纹对不上")
    roll = {}
    for number, heads, area, _ in table[1:]:
        need(number not in roll, f"名册里编号 {number} 出现两次")
        roll[number] = (int(heads), hundredths(area))
    return roll


def replay(events, roll):
    """按记录重走一遍：哪些票最后算数，哪些业主送达而没有投。"""
    waiting, counted, seen, served = {}, {}, set(), {}
    for event in events:
        kind = event["kind"]
        if kind in ("cast", "keyed"):
            need(event["receipt"] not in seen, f"回执 {event['receipt']} 出现两次")
            need(event["voter"] in roll, f"回执 {event['receipt']} 的编号不在名册上")
            seen.add(event["receipt"])
            if kind == "cast":
                counted[event["voter"]] = event
            else:
                waiting[event["receipt"]] = event
        elif kind == "checked":
            need(event["receipt"] in waiting, f"回执 {event['receipt']} 没有录入就复核")
            ballot = waiting.pop(event["receipt"])
            if event["counts"]:
                counted[ballot["voter"]] = ballot
        elif kind == "differed":
            need(waiting.pop(event["receipt"], None), f"回执 {event['receipt']} 没有录入就复核")
        elif kind == "set_aside":
            ballot = counted.pop(event["voter"], None)
            need(ballot and ballot["receipt"] == event["receipt"], f"回执 {event['receipt']} 不能搁置")
        elif kind == "delivered":
            need(event["voter"] in roll, "送达的编号不在名册上")
            served[event["voter"]] = event["way"] != "undeliverable"
    return counted, served


def read_ballot(row, questions):
    """表里的一行，变成和记录一样的说法。"""
    receipt, voter, channel, signed, invalid, *words = row
    answers = {}
    for question, cell in zip(questions, words):
        options = {option["text"]: f"option:{option['key']}" for option in question["options"]}
        parts = [] if invalid else [cell] if cell in options or cell in CHOICES else cell.split("、")
        for part in parts:
            need(part in options or part in CHOICES, f"回执 {receipt}：选票上没有“{part}”")
        answers[question["key"]] = [options.get(part) or CHOICES[part] for part in parts]
    need(channel in CHANNELS and (not invalid or invalid in REASONS), f"回执 {receipt}：渠道或作废原因不认识")
    return {
        "receipt": receipt,
        "voter": voter,
        "channel": CHANNELS[channel],
        "invalid": REASONS.get(invalid),
        "answers": answers,
    }


def check_ballots(table, questions, counted, events):
    """选票一张不多、一张不少、一字不改，顺序和记录一致。"""
    keys = [question["key"] for question in questions]
    need(table[0] == ["receipt", "voter", "channel", "time", "invalid", *keys], "ballots.csv 的表头不对")
    entered = [event for event in events if event["kind"] in ("cast", "keyed")]
    order = {event["receipt"]: event["n"] for event in entered}
    by_receipt = {ballot["receipt"]: ballot for ballot in counted.values()}
    need(
        len(table) - 1 == len(by_receipt), f"选票有 {len(table) - 1} 行，记录里算数的有 {len(by_receipt)} 张"
    )
    last = -1
    for row in table[1:]:
        need(len(row) == 5 + len(keys), f"选票表有一行列数不对：{row[:1]}")
        ballot = read_ballot(row, questions)
        logged = by_receipt.pop(ballot["receipt"], None)
        need(logged, f"回执 {ballot['receipt']} 在记录里不算数，或出现两次")
        for name in ("voter", "channel", "invalid"):
            need(ballot[name] == logged[name], f"回执 {ballot['receipt']} 的 {name} 和记录不一致")
        need(instant(row[3]) == instant(logged["signed"]), f"回执 {ballot['receipt']} 的时间和记录不一致")
        for key in keys:
            same = sorted(ballot["answers"][key]) == sorted(logged["answers"][key])
            need(same, f"回执 {ballot['receipt']} 的 {key} 和记录不一致")
        need(order[ballot["receipt"]] > last, f"回执 {ballot['receipt']} 的顺序被动过")
        last = order[ballot["receipt"]]


def instant(text):
    return datetime.fromisoformat(text)


def plus(left, right):
    return (left[0] + right[0], left[1] + right[1])


def count(question, rule, roll, counted, served):
    """数一个事项：每种意见的人数和面积，四道线，结论。"""
    key, kind, settings = question["key"], question["kind"], rule["settings"]
    sums, ticked = {}, (0, 0)
    for voter, ballot in counted.items():
        for answer in ["invalid"] if ballot["invalid"] else ballot["answers"][key]:
            sums[answer] = plus(sums.get(answer, (0, 0)), roll[voter])
        if not ballot["invalid"] and any(a.startswith("option:") for a in ballot["answers"][key]):
            ticked = plus(ticked, roll[voter])
    out = [name for name in ("blank", "invalid") if not settings[f"{name}_participates"]["value"]]
    options = [f"option:{option['key']}" for option in question["options"]]
    explicit = ["approve", "oppose"] if kind == "approve" else [*options, "none_of_these"]
    budget = kind == "budget"
    part = (0, 0)
    for answer, weight in sums.items():
        if answer not in out and not (budget and answer in options):
            part = plus(part, weight)
    part = plus(part, ticked) if budget else part
    choices = {answer: weight for answer, weight in sums.items() if answer not in out}
    lead_heads = max(explicit, key=lambda a: sums.get(a, (0, 0)))
    lead_area = max(explicit, key=lambda a: sums.get(a, (0, 0))[::-1])
    lead = lead_heads if lead_heads == lead_area and sums.get(lead_heads, (0, 0))[0] else None
    whole = (sum(h for h, _ in roll.values()), sum(a for _, a in roll.values()))
    result = verdict(question, rule, (whole, part), (sums, choices), lead)
    deemed = rule["deemed"]
    if deemed and not budget and rule["regime"] == "owners":
        silent = (0, 0)
        for voter, weight in roll.items():
            if voter not in counted and served.get(voter):
                silent = plus(silent, weight)
        goes = "approve" if deemed["counts_to"] == "approve" else lead
        with_silent = dict(choices)
        if goes and silent[0]:
            with_silent[goes] = plus(with_silent.get(goes, (0, 0)), silent)
        second = verdict(question, rule, (whole, plus(part, silent)), (sums, with_silent), lead)
        if deemed["decides"]:
            result["outcome"], result["winner"] = second["outcome"], second["winner"]
        result["with_deemed"] = second
    return result


def share(text):
    """“>1/2”是过半数，“>=2/3”是三分之二以上。"""
    num, den = text.lstrip(">=").split("/")
    return int(num), int(den), not text.startswith(">=")


def verdict(question, rule, base, weights, lead):
    """四道线和结论；比例用乘法比较，不算小数。依据《民法典》第二百七十八条。"""
    (whole, part), (sums, choices) = base, weights
    options = [f"option:{option['key']}" for option in question["options"]]
    asked = max(options, key=lambda a: sums.get(a, (0, 0))) if options else "approve"
    favour = choices.get(asked, (0, 0))
    if asked == lead:
        favour = plus(favour, choices.get("follow_majority", (0, 0)))
    if rule["regime"] == "survey":
        lines = []
    elif rule["regime"] == "residents":
        present = share(rule["settings"]["residents_present"]["value"])
        votes = share(rule["settings"]["residents_votes"]["value"])
        lines = [("present", "participation", part[0], whole[0], present)]
        lines += [] if question["kind"] == "budget" else [("votes", "approval", favour[0], part[0], votes)]
    elif question["kind"] == "budget":
        lines = []
    else:
        approval = (1, 2, True) if question["class"] == "ordinary" else (3, 4, False)
        pairs = [("participation", part, whole, (2, 3, False)), ("approval", favour, part, approval)]
        lines = [(m, t, h[i], o[i], n) for t, h, o, n in pairs for i, m in enumerate(("heads", "area"))]
    tests = []
    for measure, test, have, of, (num, den, strict) in lines:
        met = of > 0 and (have * den > of * num if strict else have * den >= of * num)
        tests.append({"measure": measure, "test": test, "have": have, "of": of, "met": met})
    outcome = None if rule["regime"] == "survey" else "passed"
    if not all(t["met"] for t in tests if t["test"] == "participation"):
        outcome = "no_quorum"
    elif outcome and question["kind"] == "budget":
        outcome = "advice"
    elif not all(t["met"] for t in tests):
        outcome = "not_passed" if question["kind"] == "approve" else "no_decision"
    winner = asked.removeprefix("option:") if options and outcome == "passed" else None
    return {"participating": part, "choices": choices, "tests": tests, "outcome": outcome, "winner": winner}


def compare(question, ours, theirs, place):
    """我们数的和公布的逐项相同。"""
    weight = lambda w: {"heads": w[0], "area": f"{w[1] // 100}.{w[1] % 100:02}"}  # noqa: E731
    words = {value: word for word, value in CHOICES.items()} | {"invalid": "作废"}
    mine = {words.get(a) or a.removeprefix("option:"): weight(w) for a, w in ours["choices"].items()}
    need(weight(ours["participating"]) == theirs["participating"], f"{place}：参加的人数或面积和公布的不同")
    stated = {word: w for word, w in theirs["choices"].items() if w["heads"]}
    need({word: w for word, w in mine.items() if w["heads"]} == stated, f"{place}：各意见的票数和公布的不同")
    need(len(ours["tests"]) == len(theirs["tests"]), f"{place}：门槛的条数和公布的不同")
    for test, said in zip(ours["tests"], theirs["tests"]):
        shown = str if test["measure"] != "area" else lambda n: f"{n // 100}.{n % 100:02}"
        same = (shown(test["have"]), shown(test["of"]), test["met"]) == (
            said["have"],
            said["of"],
            said["met"],
        )
        need(same and test["measure"] == said["measure"], f"{place}：{said['measure']} 的门槛和公布的不同")
    need(ours["outcome"] == theirs["outcome"], f"{place}：结论和公布的不同")
    need(ours["winner"] == theirs["winner"], f"{place}：当选的选项和公布的不同")
    if ours.get("with_deemed"):
        need(theirs["with_deemed"], f"{place}：没有公布计入未表决后的结果")
        compare(question, ours["with_deemed"], theirs["with_deemed"], place + "（计入后）")


def verify(folder, expected=None):
    documents, tables, lines = load(folder)
    rule, result, root = documents["rule"], documents["result"], documents["root"]
    print(f"一、读入文件：{len(lines)} 行记录。")
    events = check_log(lines, root)
    need(expected in (None, root["root"]), "指纹和您输入的（公告上印的）不一样")
    print(f"二、记录前后相连，没有缺改。指纹 {root['root']}")
    digest = hashlib.sha256(canonical(rule).encode("utf-8")).hexdigest()
    need(only(events, "announced", "recorded")["rule"] == digest, "规则 rule.json 和公告时的不一样")
    print("三、表决规则就是公告时的那一份。")
    roll = check_roll(tables["electorate"], events)
    heads, area = sum(h for h, _ in roll.values()), sum(a for _, a in roll.values())
    said = {"heads": heads, "area": f"{area // 100}.{area % 100:02}"}
    need(result["roll"] == said, "名册的总人数或总面积和公布的不同")
    print(f"四、名册没有变：{heads} 人，{said['area']} 平方米。")
    counted, served = replay(events, roll)
    check_ballots(tables["ballots"], rule["questions"], counted, events)
    returned = len(counted)
    need(
        result["ballots"]["issued"] == heads and result["ballots"]["returned"] == returned,
        "选票张数和公布的不同",
    )
    print(f"五、选票一张不多、一张不少：{returned} 张。")
    need(
        [q["key"] for q in rule["questions"]] == [q["key"] for q in result["questions"]],
        "表决事项和公布的不同",
    )
    for question, theirs in zip(rule["questions"], result["questions"]):
        ours = count(question, rule, roll, counted, served)
        compare(question, ours, theirs, question["text"])
        part = ours["participating"]
        print(
            f"六、{question['text']} 参加 {part[0]} 人、{part[1] // 100}.{part[1] % 100:02} 平方米；", end=""
        )
        print(f"结论 {theirs['outcome']}，和公布的一致。")
    print("全部一致。")


def main(words):
    folder = Path(words[1]) if len(words) > 1 and words[1] != "--root" else Path(__file__).resolve().parent
    expected = words[words.index("--root") + 1] if "--root" in words else None
    try:
        verify(folder, expected)
    except Doubt as doubt:
        print(f"有疑问：{doubt}。")
        return 1
    except (KeyError, IndexError, TypeError, ValueError, OSError) as broken:
        print(f"有疑问：文件不完整或写法不对（{broken}）。")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
