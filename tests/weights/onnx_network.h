#pragma once

#include "formats/onnx/onnx.h"

#include "tests/formats/onnx_sample.h"

#include <QtGlobal>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

namespace waferscope {

/// The network of a model, or why there is none.
inline Result<Network> readNetworkOf(const OnnxSample& sample, const Dimensions& sizes = {})
{
    WAFERSCOPE_TRY(OnnxModel model, readOnnxBytes(sample.bytes(), "sample.onnx"));
    return Network::create(std::make_shared<const NetworkSource>(std::move(model.source)), sizes);
}

/// The network of a model that must be readable.
inline Network networkOf(const OnnxSample& sample, const Dimensions& sizes = {})
{
    Result<Network> network = readNetworkOf(sample, sizes);
    if (!network.ok())
        qFatal("%s", network.error().message.c_str());
    return std::move(network).value();
}

inline bool says(const Network& network, std::string_view text)
{
    return std::any_of(network.issues().begin(), network.issues().end(),
                       [text](const ImportIssue& issue) { return issue.message.find(text) != std::string::npos; });
}

} // namespace waferscope
