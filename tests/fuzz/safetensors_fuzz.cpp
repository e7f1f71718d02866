// Any bytes must end in a network or in one sentence.
#include "formats/weights/safetensors.h"

#include "tests/fuzz/must_end_well.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace waferscope;
    mustEndWell(readSafetensorsBytes({reinterpret_cast<const char*>(data), size}, "fuzz.safetensors"));
    return 0;
}
