"""Why a backup is not made, or not put back; for whoever runs the portal."""

from portal.domain.errors import N_, RuleViolated


class NoProgram(RuleViolated):
    text = N_("这台机器上没有 %(name)s。请安装与服务器同版本的 postgresql-client。")


class ProgramFailed(RuleViolated):
    text = N_("%(name)s 没有完成：%(said)s。备份没有生成，原来的数据没有动。")


class NotABackup(RuleViolated):
    text = N_("“%(name)s”不是本系统的备份文件，或者没有写完。请换一个文件。")


class Damaged(RuleViolated):
    text = N_("备份“%(name)s”里的“%(member)s”与清单不符，文件已损坏。请换一份备份，不要使用它。")


class KeyNeeded(RuleViolated):
    text = N_("备份“%(name)s”是加密的。请设置当时使用的 BACKUP_KEY。")


class WrongKey(RuleViolated):
    text = N_("备份“%(name)s”解不开：密钥不对，或者文件已损坏。请检查 BACKUP_KEY。")


class NotEmpty(RuleViolated):
    text = N_("要恢复到的地方已经有数据：%(what)s。请指向一个空的数据库和空的文件夹，恢复不会覆盖任何东西。")


class OtherKind(RuleViolated):
    text = N_("备份来自 %(there)s，DATABASE_URL 指向 %(here)s。请换成同一种数据库再恢复。")


class AlreadyThere(RuleViolated):
    text = N_("“%(name)s”已经存在。备份不会覆盖文件，请换一个位置。")
