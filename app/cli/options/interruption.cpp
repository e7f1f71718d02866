#include "app/cli/options/interruption.h"

#include <atomic>
#include <csignal>

namespace waferscope {

namespace {

std::atomic<bool> isAsked = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch nothing else");

void ask(int /*signal*/)
{
    isAsked = true;
}

/// Signals that are ignored stay so: the job runs in the background.
void handle(void (*handler)(int), int flags)
{
    for (const int signal : {SIGINT, SIGTERM}) {
        struct sigaction before = {};
        ::sigaction(signal, nullptr, &before);
        if (before.sa_handler == SIG_IGN)
            continue;
        struct sigaction action = {};
        action.sa_handler = handler;
        action.sa_flags = flags;
        ::sigemptyset(&action.sa_mask);
        ::sigaction(signal, &action, nullptr);
    }
}

} // namespace

Interruption::Interruption()
{
    isAsked = false;
    handle(ask, static_cast<int>(SA_RESETHAND) | SA_RESTART);
}

Interruption::~Interruption()
{
    handle(SIG_DFL, 0);
}

bool Interruption::wasAsked()
{
    return isAsked;
}

Error savedAtStop(const std::string& output)
{
    return {ErrorCode::Stopped,
            "Stopped; the best so far was written to " + (output == "-" ? "standard output" : output) + "."};
}

} // namespace waferscope
