#pragma once

#include "formats/networks/network_format.h"

#include <cstdlib>
#include <memory>

namespace waferscope {

/// What any input of a reader must come to: a network, whose counts are no nonsense, or one sentence. Anything else
/// ends the fuzzer.
inline void mustEndWell(const Result<NetworkSource>& read)
{
    if (!read.ok()) {
        if (read.error().message.empty())
            std::abort();
        return;
    }
    const Result<Network> network = Network::create(std::make_shared<const NetworkSource>(read.value()));
    if (network.ok() && network.value().parameters() < 0)
        std::abort();
}

inline void mustEndWell(const Result<ReadNetwork>& read)
{
    mustEndWell(read.ok() ? Result<NetworkSource>(read.value().source) : Result<NetworkSource>(read.error()));
}

} // namespace waferscope
