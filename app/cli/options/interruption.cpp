#include "app/cli/options/interruption.h"

#include <csignal>

#include <atomic>

namespace waferscope {

namespace {

std::atomic<bool> g_asked = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch nothing else");

void ask(int /*signal*/)
{
    g_asked = true;
}

void handle(void (*handler)(int), int flags)
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = flags;
    ::sigemptyset(&action.sa_mask);
    for (const int signal : {SIGINT, SIGTERM})
        ::sigaction(signal, &action, nullptr);
}

} // namespace

Interruption::Interruption()
{
    g_asked = false;
    handle(ask, static_cast<int>(SA_RESETHAND) | SA_RESTART);
}

Interruption::~Interruption()
{
    handle(SIG_DFL, 0);
}

bool Interruption::wasAsked()
{
    return g_asked;
}

Error savedAtStop(const std::string& output)
{
    return {ErrorCode::Stopped,
            "Stopped; the best so far was written to " + (output == "-" ? "standard output" : output) + "."};
}

} // namespace waferscope
