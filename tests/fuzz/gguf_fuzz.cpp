// Any bytes must end in a network or in one sentence.
#include "formats/weights/gguf.h"

#include "tests/fuzz/must_end_well.h"

#include <cstdint>
#include <sstream>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace waferscope;
    std::istringstream stream{std::string{reinterpret_cast<const char*>(data), size}};
    mustEndWell(readGgufStream(stream, "fuzz.gguf"));
    return 0;
}
