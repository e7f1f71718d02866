#include "formats/model_zoo/model_zoo_models.h"

#include "core/blocks/block_scope.h"
#include "core/families/family_parts.h"

namespace waferscope {

namespace {

std::string joined(const std::vector<std::int64_t>& numbers)
{
    std::string text;
    for (const std::int64_t number : numbers)
        text += (text.empty() ? "" : "-") + std::to_string(number);
    return text;
}

InputSpec picture(std::int64_t channels, std::int64_t height, std::int64_t width)
{
    return {"image", DataType::Float32, {std::string{"batch"}, channels, height, width}};
}

NetworkSpec unet(ModelZooFields& fields)
{
    const std::vector<std::int64_t> encoder = zooNumbers(fields.model, {"encoder_filters"}, "32-64-128-256");
    const std::vector<std::int64_t> decoder = zooNumbers(fields.model, {"decoder_filters"}, "128-64-32");
    if (!fields.data.has({"image_shape"}))
        fields.model.note("The file does not give image_shape; 256 x 256 pixels of one channel are taken.");
    std::vector<std::int64_t> shape = zooNumbers(fields.data, {"image_shape"}, "256-256-1");
    if (shape.size() != 3) {
        fields.data.failAt("image_shape", "expected height, width and channels.");
        shape = {256, 256, 1};
    }
    const bool isBinary = fields.model.text({"loss"}, "bce").find("bce") != std::string::npos;
    const std::int64_t classes = fields.data.count({"num_classes"}, 2);
    NetworkSpec spec;
    spec.title = "UNet";
    spec.defaults = {{"batch", 1}};
    spec.inputs = {picture(shape[2], shape[0], shape[1])};
    spec.blocks.push_back(block("unet", "",
                                {{"encoder", joined(encoder)},
                                 {"decoder", joined(decoder)},
                                 {"outputs", std::to_string(isBinary ? 1 : classes)}}));
    fields.model.note("Every level is two 3 x 3 convolutions without a bias, each with a batch norm; going up doubles "
                      "a picture by a 2 x 2 convolution.");
    return spec;
}

NetworkSpec digits(ModelZooFields& fields)
{
    std::vector<std::int64_t> sizes{784};
    if (fields.model.has({"hidden_sizes"})) {
        const std::vector<std::int64_t> hidden = zooNumbers(fields.model, {"hidden_sizes"}, "50");
        sizes.insert(sizes.end(), hidden.begin(), hidden.end());
    } else {
        constexpr std::int64_t kDeepest = 1000;
        const std::int64_t depth = fields.model.usual({"depth"}, 10);
        if (depth > kDeepest)
            fields.model.failAt("depth", "expected at most 1000.");
        sizes.insert(sizes.end(), static_cast<std::size_t>(std::min(depth, kDeepest)),
                     fields.model.usual({"hidden_size"}, 50));
    }
    sizes.push_back(10);
    NetworkSpec spec;
    spec.title = "Fully connected network of digits";
    spec.defaults = {{"batch", 1}};
    spec.inputs = {{"pixels", DataType::Float32, {std::string{"batch"}, std::int64_t{784}}}};
    spec.blocks.push_back(block("mlp", "", {{"sizes", joined(sizes)}}));
    fields.model.note("Depth counts the hidden layers; the layer of ten outputs comes on top.");
    return spec;
}

NetworkSpec diffusion(ModelZooFields& fields)
{
    ForeignFields& own = fields.model;
    ForeignFields& latent =
        fields.hasPart("vae") ? fields.part("vae") : own; // of the autoencoder, which is not counted
    const std::int64_t side = zooSide(latent, {"latent_size"}, "32-32");
    const std::int64_t patch = zooSide(own, {"patch_size"}, "2-2");
    const std::int64_t channels = latent.count({"latent_channels"}, 4);
    const std::int64_t frequencies = own.count({"frequency_embedding_size"}, 256);
    const std::int64_t outputs = 2 * channels;
    NetworkSpec spec;
    spec.title = "Diffusion transformer";
    spec.defaults = {{"batch", 1}};
    spec.inputs = {picture(channels, side, side),
                   {"time_frequencies", DataType::Float32, {std::string{"batch"}, frequencies}},
                   {"class_ids", DataType::Int32, {std::string{"batch"}}}};
    if (patch > side)
        own.failAt("patch_size", "must fit into the picture.");
    const std::int64_t numbers = std::min(patch, side) * std::min(patch, side);
    spec.blocks.push_back(block("diffusion-transformer", "",
                                {{"size", std::to_string(own.usual({"hidden_size"}, 1152))},
                                 {"patch", std::to_string(patch)},
                                 {"layers", std::to_string(own.usual({"num_hidden_layers"}, 28))},
                                 {"heads", std::to_string(own.usual({"num_heads"}, 16))},
                                 {"feed_forward", std::to_string(own.usual({"filter_size"}, 4608))},
                                 {"frequencies", std::to_string(frequencies)},
                                 {"classes", std::to_string(own.usual({"num_classes"}, 1000))},
                                 {"outputs", std::to_string(numbers * outputs)}}));
    own.note("The count is of the diffusion transformer alone, without the autoencoder of pictures; positions are "
             "sinusoids, one class stands for none, and mean and variance are both predicted.");
    return spec;
}

constexpr ModelZooFamily kPicturesFamilies[] = {
    {"dit", "", diffusion},
    {"fc_mnist", "mnist", digits},
    {"unet", "UNet unet_2d", unet},
};

} // namespace

std::vector<std::int64_t> zooNumbers(ForeignFields& fields, ForeignFields::Names names, const std::string& fallback)
{
    const std::string text = fields.text(names, fallback);
    const std::optional<std::vector<std::int64_t>> numbers = parseCounts(text, 1);
    if (numbers)
        return *numbers;
    fields.failAt(*names.begin(), "expected whole numbers from 1, not " + text.substr(0, 60) + ".");
    return *parseCounts(fallback, 1);
}

std::int64_t zooSide(ForeignFields& fields, ForeignFields::Names names, const std::string& fallback)
{
    const std::vector<std::int64_t> sides = zooNumbers(fields, names, fallback);
    if (sides.size() > 2 || sides.front() != sides.back())
        fields.failAt(*names.begin(), "expected the same number for height and width.");
    return sides.front();
}

std::span<const ModelZooFamily> modelZooPictures()
{
    return kPicturesFamilies;
}

} // namespace waferscope
