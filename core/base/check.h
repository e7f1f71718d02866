#pragma once

#include <cstdio>
#include <cstdlib>

/// States what must be true at this line. Stays on in release builds; a failure is our bug, never the user's.
#define WAFERSCOPE_CHECK(condition)                                                                                    \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            std::fprintf(stderr, "%s:%d: check failed: %s\n", __FILE__, __LINE__, #condition);                         \
            std::abort();                                                                                              \
        }                                                                                                              \
    } while (false)
