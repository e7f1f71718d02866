#pragma once

#include "formats/keras/keras_scope.h"

namespace waferscope {

/// A window that slides over the places of a picture or sequence, as convolutions and poolings share it.
struct KerasWindow {
    std::vector<std::int64_t> filter;
    std::vector<std::int64_t> strides;
    std::vector<std::int64_t> dilations;
    std::string padding; ///< "valid", "same" or "causal"

    [[nodiscard]] std::size_t axes() const { return filter.size(); }
    [[nodiscard]] Attributes attributes() const; ///< ONNX's
};

/// Places along axes of an input of `axes` + 2 axes; trouble where the input has another number.
[[nodiscard]] KerasWindow windowOf(KerasScope& scope, std::size_t axes, const char* filterKey, const char* strideKey);

/// The first of the axes that a window slides over, in Keras's shape.
[[nodiscard]] std::size_t firstPlace(const KerasScope& scope);

/// The input's shape with each place slid over.
[[nodiscard]] std::vector<std::optional<std::int64_t>> slidShape(KerasScope& scope, const KerasWindow& window);

} // namespace waferscope
