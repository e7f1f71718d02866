// Any text must end in a network or in one sentence.
#include "formats/keras/keras.h"

#include "tests/fuzz/must_end_well.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace waferscope;
    mustEndWell(readKerasText({reinterpret_cast<const char*>(data), size}, "fuzz.json"));
    return 0;
}
