// Any text must end in a network or in one sentence.
#include "core/formats/hugging_face.h"

#include <cstdint>
#include <cstdlib>
#include <memory>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace waferscope;
    const Result<NetworkSource> read = readHuggingFace({reinterpret_cast<const char*>(data), size}, "config.json");
    if (!read.ok()) {
        if (read.error().message.empty())
            std::abort();
        return 0;
    }
    const Result<Network> network = Network::create(std::make_shared<const NetworkSource>(read.value()));
    return network.ok() && network.value().parameters() < 0 ? (std::abort(), 0) : 0;
}
