#include "formats/hugging_face/hugging_face_towers.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace waferscope {

namespace {

/// The tower that `model_type` names.
PictureTower namedTower(ForeignFields& vision)
{
    const std::string type = vision.text({"model_type"}, "clip_vision_model");
    if (type.starts_with("siglip"))
        return siglipTower(vision);
    if (!type.starts_with("clip"))
        vision.warn("The tower '" + type.substr(0, 60) + "' is not known; it is counted as CLIP's.");
    return clipTower(vision);
}

/// Layers of a tower behind the one whose result is taken: a number from the end, -1 for the last.
std::int64_t skippedLayersOf(ForeignFields& outer, std::int64_t layers)
{
    const std::vector<std::string> given = outer.texts({"vision_feature_layer"});
    if (given.size() > 1)
        outer.failAt("vision_feature_layer", "expected one layer, not several side by side.");
    const std::string text = given.empty() ? "-2" : given.front();
    if (text.size() < 2 || text.front() != '-') {
        if (!text.empty() && outer.has({"vision_feature_layer"}))
            outer.warn("vision_feature_layer is no layer from the end; the last but one is taken.");
        return std::min<std::int64_t>(1, layers - 1);
    }
    const std::int64_t fromEnd = text.size() < 6 ? std::atoll(text.c_str() + 1) : layers;
    return std::min(std::max<std::int64_t>(0, fromEnd - 1), layers - 1);
}

void notePatches(ForeignFields& outer, const LanguageModel& text)
{
    outer.note("A sample is one picture of " + std::to_string(text.pictures->height) + " x "
               + std::to_string(text.pictures->width) + " pixels, whose "
               + std::to_string(text.pictures->patches() / text.projector.merged)
               + " positions stand behind the words.");
}

/// Patches through two linear layers; the tower's last layers run, but their result is not taken.
void llava(ForeignFields& outer, ForeignFields& vision, LanguageModel& text)
{
    if (vision.text({"model_type"}, "clip_vision_model").starts_with("clip")) { // the first model's sizes
        vision.setUnlessGiven("hidden_size", "1024");
        vision.setUnlessGiven("intermediate_size", "4096");
        vision.setUnlessGiven("num_hidden_layers", "24");
        vision.setUnlessGiven("num_attention_heads", "16");
        vision.setUnlessGiven("image_size", "336");
        vision.setUnlessGiven("patch_size", "14");
    }
    text.pictures = namedTower(vision);
    text.projector.skippedLayers = skippedLayersOf(outer, text.pictures->stack.layers);
    text.projector.isNormedAfterwards = text.pictures->hasClassPosition;
    text.projector.activation = activationOf(outer, {"projector_hidden_act"}, "gelu");
    text.projector.hasBias = outer.flag({"multimodal_projector_bias"}, true);
    text.projector.sizes = {text.hidden, text.hidden};
}

/// As the first, with one trained position of the text's width, which stands for the end of a row of patches.
void llavaNext(ForeignFields& outer, ForeignFields& vision, LanguageModel& text)
{
    llava(outer, vision, text);
    text.projector.hasLeadPosition = true;
    outer.note("One picture of one size is taken; the trained end of a row of patches stands once.");
}

void llavaOneVision(ForeignFields& outer, ForeignFields& vision, LanguageModel& text)
{
    outer.setUnlessGiven("vision_feature_layer", "-1");
    vision.setUnlessGiven("model_type", "siglip_vision_model");
    llavaNext(outer, vision, text);
}

/// Patches in squares, side by side, through one linear layer without a bias.
void idefics3(ForeignFields& outer, ForeignFields& vision, LanguageModel& text)
{
    vision.setUnlessGiven("hidden_size", "1152");
    vision.setUnlessGiven("num_attention_heads", "16");
    vision.setUnlessGiven("patch_size", "32");
    text.pictures = siglipTower(vision);
    const std::int64_t side = outer.count({"scale_factor"}, 2);
    text.projector.merged = side <= 1024 ? side * side : 1;
    text.projector.sizes = {text.hidden};
    text.projector.hasBias = false;
}

void paliGemma(ForeignFields& /*outer*/, ForeignFields& vision, LanguageModel& text)
{
    text.pictures = siglipTower(vision);
    text.projector.sizes = {text.hidden};
}

/// The means of small squares of patches, normalised, through one linear layer.
void gemma3(ForeignFields& outer, ForeignFields& vision, LanguageModel& text)
{
    text.pictures = siglipTower(vision);
    const std::int64_t kept = outer.count({"mm_tokens_per_image"}, 256);
    text.projector.merged = std::max<std::int64_t>(1, text.pictures->patches() / kept);
    text.projector.isMean = true;
    text.projector.norm = "rms";
    text.projector.isNormedMerged = true;
    text.projector.sizes = {text.hidden};
    text.projector.hasBias = false;
}

/// Pictures of any size, as squares of two by two patches side by side.
PictureTower qwenTower(ForeignFields& vision, std::int64_t hidden)
{
    constexpr std::int64_t kSide = 448;
    PictureTower tower;
    tower.channels = vision.count({"in_channels", "in_chans"}, 3) * vision.count({"temporal_patch_size"}, 2);
    tower.height = tower.width = kSide;
    tower.patch = sideOf(vision, {"patch_size", "spatial_patch_size"}, 14);
    tower.hidden = hidden;
    tower.stack.layers = vision.count({"depth"}, 32);
    tower.stack.heads = vision.count({"num_heads"}, 16);
    tower.stack.activation = activationOf(vision, {"hidden_act"}, "gelu");
    tower.stack.isRotary = true;
    tower.stack.hasLastNorm = false;
    tower.hasPatchBias = tower.hasClassPosition = tower.hasPositions = false;
    vision.note("Pictures may have any size; one of 448 x 448 pixels is taken, two frames as one.");
    return tower;
}

void mergePatches(ForeignFields& vision, LanguageModel& text, const std::string& norm)
{
    const std::int64_t side = std::min<std::int64_t>(1024, vision.count({"spatial_merge_size"}, 2));
    text.projector.norm = norm;
    text.projector.merged = side * side;
    text.projector.sizes = {text.pictures->hidden * side * side, text.hidden};
}

void qwen2Vl(ForeignFields& /*outer*/, ForeignFields& vision, LanguageModel& text)
{
    PictureTower tower = qwenTower(vision, vision.count({"embed_dim"}, 1280));
    tower.stack.feedForward = tower.hidden * vision.count({"mlp_ratio"}, 4);
    text.pictures = tower;
    mergePatches(vision, text, "layer");
}

/// Windows in most layers, gated feed-forward parts, RMS norms.
void qwen25Vl(ForeignFields& /*outer*/, ForeignFields& vision, LanguageModel& text)
{
    PictureTower tower = qwenTower(vision, vision.count({"hidden_size"}, 1280));
    TransformerStack& stack = tower.stack;
    stack.feedForward = vision.count({"intermediate_size"}, 3420);
    stack.activation = activationOf(vision, {"hidden_act"}, "silu");
    stack.isGated = true;
    stack.norm = "rms";
    const std::int64_t side = std::max<std::int64_t>(1, vision.count({"window_size"}, 112) / tower.patch);
    stack.window = side * side;
    std::vector<std::int64_t> full = vision.numbers({"fullatt_block_indexes"});
    if (full.empty())
        full = {7, 15, 23, 31};
    for (const std::int64_t layer : full)
        stack.fullLayers.push_back(layer + 1);
    text.pictures = tower;
    mergePatches(vision, text, "rms");
}

/// Patches in squares of two by two, through three linear layers without biases.
void llama4(ForeignFields& /*outer*/, ForeignFields& vision, LanguageModel& text)
{
    PictureTower tower = vitTower(vision);
    tower.height = tower.width = sideOf(vision, {"image_size"}, 448);
    tower.patch = sideOf(vision, {"patch_size"}, 14);
    tower.stack.layers = vision.count({"num_hidden_layers"}, 34);
    tower.stack.heads = vision.count({"num_attention_heads"}, 16);
    tower.stack.feedForward = vision.count({"intermediate_size"}, 5632);
    tower.stack.isRotary = true;
    tower.hidden = vision.count({"hidden_size"}, 768);
    tower.hasPatchBias = false;
    tower.embeddingNorm = "layer";
    text.pictures = tower;
    const double ratio = vision.number({"pixel_shuffle_ratio"}, 0.5);
    text.projector.merged = ratio > 0.1 && ratio <= 1.0 ? std::llround(1.0 / (ratio * ratio)) : 4;
    text.projector.hasBias = false;
    text.projector.sizes = {vision.count({"projector_input_dim"}, 4096), vision.count({"projector_output_dim"}, 4096),
                            text.hidden};
}

template <auto kAdd>
void noted(ForeignFields& outer, ForeignFields& vision, LanguageModel& text)
{
    kAdd(outer, vision, text);
    notePatches(outer, text);
}

constexpr HuggingFaceCompound kCompounds[] = {
    {"gemma3", "gemma3_text", noted<gemma3>},  {"idefics3", "llama", noted<idefics3>},
    {"llama4", "llama4_text", noted<llama4>},  {"llava", "llama", noted<llava>},
    {"llava_next", "llama", noted<llavaNext>}, {"llava_onevision", "qwen2", noted<llavaOneVision>},
    {"paligemma", "gemma", noted<paliGemma>},  {"qwen2_5_vl", "qwen2", noted<qwen25Vl>},
    {"qwen2_vl", "qwen2", noted<qwen2Vl>},     {"smolvlm", "llama", noted<idefics3>},
};

} // namespace

std::span<const HuggingFaceCompound> huggingFaceCompounds()
{
    return kCompounds;
}

} // namespace waferscope
