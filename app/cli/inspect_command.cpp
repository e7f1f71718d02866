#include "app/cli/command_options.h"
#include "app/cli/commands.h"
#include "app/cli/options/model_options.h"
#include "app/cli/output/offscreen_application.h"
#include "app/cli/output/text_table.h"
#include "core/base/foreign_text.h"
#include "core/base/names.h"
#include "core/network/repeats.h"
#include "formats/base/output_file.h"
#include "formats/networks/model.h"
#include "formats/reports/inspect_json.h"
#include "views/drawing/network/network_picture.h"

#include <memory>
#include <ostream>
#include <span>

namespace waferscope {

namespace {

struct InspectOptions {
    ModelOptions model;
    std::string picture; ///< file; empty: none
    bool unfolds = false;
    bool asJson = false;
};

void printSummary(std::ostream& out, const Network& network)
{
    out << "network         " << printable(network.name()) << " (" << network.source().format << ")\n"
        << "parameters      " << grouped(network.parameters()) << '\n';
    if (network.statistics() > 0)
        out << "statistics      " << grouped(network.statistics())
            << " kept and not trained: running means, masks, tables\n";
    out << "multiply-adds   " << grouped(network.macs()) << " forward, of one sample\n"
        << "activations     " << grouped(network.activations()) << " elements, of one sample\n";
    if (!network.symbols().empty()) {
        out << "sizes          ";
        for (const Symbol& symbol : network.symbols())
            out << ' ' << printable(symbol.name) << '=' << symbol.value;
        out << '\n';
    }
}

void addLayers(TextTable& table, const Network& network, std::size_t first, std::size_t end)
{
    for (const Layer& layer : std::span{network.layers()}.subspan(first, end - first))
        table.addRow({layer.name, std::string{nameOf(layer.kind)}, grouped(layer.parameters), grouped(layer.macs),
                      grouped(layer.activations), toText(layer.outputShape)});
}

/// One line for all but the first of what repeats.
void addRest(TextTable& table, const Network& network, const Repeat& repeat)
{
    std::int64_t parameters = 0; // equal layers may share a tensor, which counts in the first
    std::int64_t macs = 0;
    std::int64_t activations = 0;
    for (std::size_t at = repeat.first + repeat.length; at < repeat.end(); ++at) {
        const Layer& layer = network.layers()[at];
        parameters += layer.parameters;
        macs += layer.macs;
        activations += layer.activations;
    }
    const std::string what = repeat.length == 1 ? "the same" : "the same " + std::to_string(repeat.length) + " layers";
    const std::string times = repeat.times == 2 ? "once more" : std::to_string(repeat.times - 1) + " times more";
    table.addRow({"  " + what + ", " + times, "", grouped(parameters), grouped(macs), grouped(activations), ""});
}

std::string layerTable(const Network& network, Emphasis emphasis)
{
    TextTable table{{{"layer", Align::Left},
                     {"type", Align::Left},
                     {"parameters", Align::Right},
                     {"multiply-adds", Align::Right},
                     {"activations", Align::Right},
                     {"output", Align::Left}}};
    std::size_t next = 0;
    for (const Repeat& repeat : layerRepeats(network)) {
        addLayers(table, network, next, repeat.first + repeat.length);
        addRest(table, network, repeat);
        next = repeat.end();
    }
    addLayers(table, network, next, network.layers().size());
    table.addRule();
    table.addRow({std::to_string(network.layers().size()) + " layers", "", grouped(network.parameters()),
                  grouped(network.macs()), grouped(network.activations()), ""});
    return table.text(emphasis);
}

void printIssues(std::ostream& out, const Network& network)
{
    if (network.issues().empty())
        return;
    out << '\n';
    for (const ImportIssue& issue : network.issues())
        out << nameOf(issue.severity) << ": " << shown(issue.message) << " [" << printable(issue.where) << "]\n";
}

/// The same picture as the window's, of the network alone.
Result<bool> writePicture(const InspectOptions& options, const std::shared_ptr<const Network>& network)
{
    const OffscreenApplication application;
    const NetworkOutline outline = outlineOf(network, layerTreeOf(*network, nullptr));
    const OpenBlocks open = options.unfolds ? allBlocks(*outline.tree) : usualBlocks(*outline.tree);
    const PictureFormat format = pictureFormatOf(options.picture);
    WAFERSCOPE_TRY(const std::string bytes,
                   encoded(wholePicture(networkSceneOf(outline, open), ThemeKind::Light, format), format));
    return writeFile(options.picture, bytes);
}

ExitCode inspect(const InspectOptions& options, const CliStreams& streams)
{
    const Result<SizeTexts> sizes = options.model.sizes();
    if (!sizes.ok())
        return report(streams, sizes.error());
    const Result<LoadedModel> model = openModelSized(options.model.model, sizes.value());
    if (!model.ok())
        return report(streams, model.error());
    const Network& network = *model.value().network;
    if (!options.picture.empty())
        if (const Result<bool> written = writePicture(options, model.value().network); !written.ok())
            return report(streams, written.error());
    if (options.asJson) {
        streams.out << inspectJson(network);
        return ExitCode::Done;
    }
    printSummary(streams.out, network);
    streams.out << '\n' << layerTable(network, streams.emphasis);
    printIssues(streams.out, network);
    return ExitCode::Done;
}

} // namespace

CommandAction setUpInspect(CommandOptions& options)
{
    auto values = std::make_shared<InspectOptions>();
    values->model.addTo(options);
    options.add("--picture", values->picture, "a picture of the network to write: OUT.png, OUT.svg or OUT.pdf");
    options.addFlag("--unfold", values->unfolds, "show in the picture what repeats, layer by layer").needs("--picture");
    options.addFlag("--json", values->asJson, "print one JSON object");
    return [values](const CliStreams& streams) { return inspect(*values, streams); };
}

} // namespace waferscope
