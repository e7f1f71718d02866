// Any bytes must end in a network or in one sentence.
#include "formats/tensorflow/tensorflow.h"

#include "tests/fuzz/must_end_well.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace waferscope;
    mustEndWell(readTfBytes({reinterpret_cast<const char*>(data), size}, "model.pb"));
    return 0;
}
