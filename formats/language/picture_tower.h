#pragma once

#include "formats/language/transformer_stack.h"

#include <string>
#include <vector>

namespace waferscope {

/// Patches of a picture through a stack of layers: a vision transformer, alone or before a language model.
struct PictureTower {
    std::int64_t channels = 3;
    std::int64_t height = 224; ///< pixels
    std::int64_t width = 224;
    std::int64_t patch = 16; ///< pixels of a side
    std::int64_t hidden = 768;
    std::string embeddingNorm = "none";
    TransformerStack stack;
    bool hasPatchBias = true;
    bool hasClassPosition = true;
    bool hasDistillationPosition = false;
    bool hasPositions = true; ///< a trained table of places
    bool hasMask = false; ///< a trained patch for those that are hidden

    [[nodiscard]] std::int64_t patches() const { return (height / patch) * (width / patch); }
};

/// What brings a tower's patches to a language model: a norm, patches that are merged, linear layers with an activation
/// between them.
struct PictureProjector {
    std::int64_t skippedLayers = 0; ///< last layers of the tower, which run beside and whose result nobody takes
    std::int64_t merged = 1; ///< patches that become one
    std::string norm = "none";
    std::string activation = "gelu";
    std::vector<std::int64_t> sizes; ///< outputs of every linear layer
    bool isNormedAfterwards = false; ///< of the tower's class position, by a norm that nobody takes either
    bool isNormedMerged = false; ///< the norm stands behind the merging
    bool isMean = false; ///< patches are merged by their mean, otherwise side by side
    bool hasBias = true;
    bool hasLeadPosition = false; ///< one trained position more, before the picture's
};

/// Adds the input pixel_values and the blocks of a tower, the last of them under the name that is given back.
std::string addTower(NetworkSpec& spec, const PictureTower& tower, const std::string& name);

/// Adds a tower and what brings it to a language model; gives the name of the last block.
std::string addProjectedTower(NetworkSpec& spec, const PictureTower& tower, const PictureProjector& projector);

} // namespace waferscope
