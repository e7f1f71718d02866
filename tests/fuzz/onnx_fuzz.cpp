// Any bytes must end in a network or in one sentence.
#include "formats/onnx/onnx.h"

#include <cstdint>
#include <cstdlib>
#include <memory>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace waferscope;
    const Result<OnnxModel> model = readOnnxBytes({reinterpret_cast<const char*>(data), size}, "fuzz.onnx");
    if (!model.ok()) {
        if (model.error().message.empty())
            std::abort();
        return 0;
    }
    const Result<Network> network = Network::create(std::make_shared<const NetworkSource>(model.value().source));
    return network.ok() && network.value().parameters() < 0 ? (std::abort(), 0) : 0;
}
