"""``storage-opt replay``."""

TEXTS: dict[str, str] = {
    "replay.help": "Solve an earlier run or bid again from its manifest and compare every figure.",
    "replay.folder": "Output folder of run or bid.",
    "replay.files": "Folder from which the paths of price files and other files in the manifest count.",
    "replay.json": "Print differences as JSON and nothing else.",
    "replay.none": "none",
    "replay.cause.version": "Package differs: {name} {before}, now {after}.",
    "replay.cause.platform": "Machine differs: {before}, now {after}.",
    "replay.cause.prices": "Price file differs: {name} (SHA-256 {before:.12}, now {after:.12}).",
    "replay.cause.rule_file": "File of rules differs: {name} (SHA-256 {before:.12}, now {after:.12}).",
    "replay.cause.rule": "Rule differs: {name} = {before}, now {after}.",
    "replay.cause.time_limit": "The solver has a time limit ({name} = {before}): where it was reached, a plan depends on the speed of the machine.",
    "replay.figure": "{name}: {before}, now {after}",
    "replay.more": "… and {count} more figures",
    "replay.differs": "{count} figures differ; what they rest on differs as named above.",
    "replay.unexplained": "{count} figures differ although inputs, rules and packages are the same. Please report this.",
    "replay.same": "The same: objective {before:,.0f} JPY, again {after:,.0f} JPY; all amounts of {years} years agree within a millionth.",
    "replay.same_finance": "The same: objective {before:,.0f} JPY, again {after:,.0f} JPY; all amounts of {years} years agree within a millionth, all lines of the cash flow to the yen.",
}
