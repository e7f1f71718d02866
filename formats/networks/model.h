#pragma once

#include "core/base/result.h"
#include "core/families/families.h"
#include "core/layout/project.h"

#include <memory>
#include <string_view>

namespace waferscope {

/// A network and how a plan finds it again.
struct LoadedModel {
    std::shared_ptr<const Network> network;
    NetworkReference reference;
};

/// Opens MODEL: the path of a file (one of networkFormats(), or a plan's network, told by content) or of a folder that
/// holds one (see modelInFolder), "gallery:NAME", or
/// "family:NAME" with the family's sizes behind it ("family:mlp:sizes=784-500-300-10;..."). `dimensions` are values of
/// symbolic sizes. Errors are one sentence: an unknown name (Usage), a file that cannot be read (Io) or understood
/// (InvalidInput).
[[nodiscard]] Result<LoadedModel> openModel(std::string_view model, const Dimensions& dimensions = {});

/// The same with sizes as typed, which may be lists and may be settings of a family. The reference's `model` then holds
/// the family's settings, so that openModel() finds the same network.
[[nodiscard]] Result<LoadedModel> openModelSized(std::string_view model, const SizeTexts& sizes);

} // namespace waferscope
