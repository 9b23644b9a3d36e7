#include "CPAM.h"

#include <dlfcn.h>
#include <security/pam_appl.h>
#include <stdlib.h>
#include <string.h>

static struct {
    int (*start)(const char *, const char *, const struct pam_conv *, pam_handle_t **);
    int (*start_confdir)(const char *, const char *, const struct pam_conv *, const char *, pam_handle_t **);
    int (*set_item)(pam_handle_t *, int, const void *);
    int (*authenticate)(pam_handle_t *, int);
    int (*acct_mgmt)(pam_handle_t *, int);
    int (*end)(pam_handle_t *, int);
} pam;

static void *find(void *library, const char *name, const char **failure) {
    void *found = dlsym(library, name);
    if (found == NULL) *failure = dlerror();
    return found;
}

const char *winch_pam_load(void) {
    const char *failure = NULL;
    void *library = dlopen("libpam.so.0", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return dlerror();
    *(void **)&pam.start = find(library, "pam_start", &failure);
    *(void **)&pam.start_confdir = find(library, "pam_start_confdir", &failure);
    *(void **)&pam.set_item = find(library, "pam_set_item", &failure);
    *(void **)&pam.authenticate = find(library, "pam_authenticate", &failure);
    *(void **)&pam.acct_mgmt = find(library, "pam_acct_mgmt", &failure);
    *(void **)&pam.end = find(library, "pam_end", &failure);
    return failure;
}

/// Answers the modules: the password to what is asked without echo, nothing to anything else.
static int converse(int count, const struct pam_message **messages, struct pam_response **answers, void *password) {
    if (count <= 0 || count > PAM_MAX_NUM_MSG) return PAM_CONV_ERR;
    struct pam_response *made = calloc((size_t)count, sizeof *made);
    if (made == NULL) return PAM_BUF_ERR;
    for (int index = 0; index < count; index++) {
        if (messages[index]->msg_style != PAM_PROMPT_ECHO_OFF) continue;
        made[index].resp = strdup(password);
        if (made[index].resp == NULL) {
            while (index-- > 0) free(made[index].resp);
            free(made);
            return PAM_BUF_ERR;
        }
    }
    *answers = made;
    return PAM_SUCCESS;
}

/// A failure costs no thread's time here: the server slows guessing down itself.
static void do_not_wait(int status, unsigned int microseconds, void *context) {
    (void)status;
    (void)microseconds;
    (void)context;
}

enum winch_pam_verdict winch_pam_verify(
    const char *service, const char *directory, const char *user, const char *password, const char *host) {
    // The conversation takes the password without const, and only reads it.
    const struct pam_conv conversation = {converse, (void *)password};
    pam_handle_t *handle = NULL;
    int code = directory != NULL ? pam.start_confdir(service, user, &conversation, directory, &handle)
                                 : pam.start(service, user, &conversation, &handle);
    if (code != PAM_SUCCESS) return WINCH_PAM_BROKEN;
    void (*delay)(int, unsigned int, void *) = do_not_wait;
    pam.set_item(handle, PAM_FAIL_DELAY, *(void **)&delay);
    pam.set_item(handle, PAM_RHOST, host);
    code = pam.authenticate(handle, PAM_SILENT | PAM_DISALLOW_NULL_AUTHTOK);
    if (code == PAM_SUCCESS) code = pam.acct_mgmt(handle, PAM_SILENT);
    pam.end(handle, code);
    switch (code) {
        case PAM_SUCCESS: return WINCH_PAM_VERIFIED;
        case PAM_ABORT:
        case PAM_SYSTEM_ERR:
        case PAM_SERVICE_ERR:
        case PAM_MODULE_UNKNOWN: return WINCH_PAM_BROKEN;
        default: return WINCH_PAM_REFUSED;
    }
}
