#pragma once

#include "core/base/result.h"

#include <string>

namespace waferscope {

/// While it lives, SIGINT and SIGTERM do not end the program but ask for a stop, so that what was found by then can be
/// written. The second one ends it; one that is ignored stays so. One at a time.
class Interruption {
public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;
    Interruption(Interruption&&) = delete;
    Interruption& operator=(Interruption&&) = delete;

    [[nodiscard]] static bool wasAsked(); ///< since the last one was made; from any thread
};

/// That a search was stopped and its best so far is where it was to go.
[[nodiscard]] Error savedAtStop(const std::string& output);

} // namespace waferscope
