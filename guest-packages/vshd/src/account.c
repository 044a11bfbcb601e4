#define _GNU_SOURCE
#include "account.h"

#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

static const char VM_SHELL[] = "/vm_shell";
static const char DEFAULT_SHELL[] = "/bin/sh";

static bool fail(struct text *failure, const char *what, const char *detail)
{
    text_add(failure, what);
    text_add(failure, detail);
    return false;
}

static bool fail_number(struct text *failure, const char *what, uint32_t number)
{
    text_add(failure, what);
    text_add_number(failure, number);
    return false;
}

static const char *or_else(const char *string, const char *otherwise)
{
    return string && *string ? string : otherwise;
}

/* Makes an account of what the database of users holds until the next time that it is asked. */
static bool accept_entry(const struct passwd *entry, struct account *account, struct text *failure)
{
    if (geteuid() != 0 && geteuid() != entry->pw_uid)
        return fail(failure, "cannot change to user: ", entry->pw_name);
    *account = (struct account){
        .name = entry->pw_name,
        .home = or_else(entry->pw_dir, "/"),
        .shell = or_else(entry->pw_shell, DEFAULT_SHELL),
        .uid = entry->pw_uid,
        .gid = entry->pw_gid,
    };
    return true;
}

bool account_find(const struct options *options, const struct request *request,
                  struct account *account, struct text *failure)
{
    bool vm_shell = strcmp(request->target, VM_SHELL) == 0;
    const char *user = vm_shell ? or_else(request->user, options->default_user) : request->user;
    const struct passwd *entry;

    if (!options->allow_to_switch_user) {
        if (vm_shell && strcmp(user, options->default_user) != 0) {
            fail(failure, "only ", options->default_user);
            return fail(failure, " is allowed login on the VM shell", "");
        }
        *account = (struct account){.home = "/", .shell = DEFAULT_SHELL};
        return true;
    }
    entry = *user ? getpwnam(user) : getpwuid(geteuid());
    if (entry)
        return accept_entry(entry, account, failure);
    return *user ? fail(failure, "could not find user: ", user)
                 : fail_number(failure, "could not find uid: ", geteuid());
}

bool account_become(const struct account *account, struct text *failure)
{
    /* Only root can change anything; anyone else is this account already. */
    if (!account->name || geteuid() != 0)
        return true;
    if (initgroups(account->name, account->gid) < 0)
        return fail(failure, "could not set supplementary groups", "");
    if (setresgid(account->gid, account->gid, account->gid) < 0)
        return fail_number(failure, "could not set gid to ", account->gid);
    if (setresuid(account->uid, account->uid, account->uid) < 0)
        return fail_number(failure, "could not set uid to ", account->uid);
    return true;
}
