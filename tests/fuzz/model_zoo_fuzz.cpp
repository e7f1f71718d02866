// Any text must end in a network or in one sentence.
#include "core/formats/model_zoo.h"

#include <cstdint>
#include <cstdlib>
#include <memory>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace waferscope;
    const Result<NetworkSource> read = readModelZoo({reinterpret_cast<const char*>(data), size}, "params.yaml");
    if (!read.ok()) {
        if (read.error().message.empty())
            std::abort();
        return 0;
    }
    const Result<Network> network = Network::create(std::make_shared<const NetworkSource>(read.value()));
    return network.ok() && network.value().parameters() < 0 ? (std::abort(), 0) : 0;
}
