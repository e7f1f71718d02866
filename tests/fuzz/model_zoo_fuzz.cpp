// Any text must end in a network or in one sentence.
#include "formats/model_zoo/model_zoo.h"

#include "tests/fuzz/must_end_well.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace waferscope;
    mustEndWell(readModelZoo({reinterpret_cast<const char*>(data), size}, "params.yaml"));
    return 0;
}
