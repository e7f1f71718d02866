// Any text has its keys or none, and those found first are the same when they are enough.
#include "formats/base/root_keys.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace waferscope;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const RootKeys all = rootKeys(text);
    const RootKeys first = rootKeys(text, [](const RootKeys&) { return true; });
    if (first.names.size() > 1 || first.names.empty() != all.names.empty())
        std::abort();
    for (const std::string& name : first.names)
        if (!all.has(name))
            std::abort();
    return 0;
}
