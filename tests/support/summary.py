"""What tests measured, told at the end of the run, whichever process it was measured in."""

from _pytest.terminal import TerminalReporter


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    ran = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    told = [words for report in ran for name, words in report.user_properties if name == "measured"]
    if told:
        terminalreporter.section("measured")
    for words in told:
        terminalreporter.line(str(words))
