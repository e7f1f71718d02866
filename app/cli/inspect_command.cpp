#include "app/cli/commands.h"
#include "app/cli/model_options.h"
#include "app/cli/text_table.h"
#include "core/formats/inspect_json.h"
#include "core/formats/model.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

namespace waferscope {

namespace {

struct InspectOptions {
    ModelOptions model;
    bool asJson = false;
};

void printSummary(std::ostream& out, const Network& network)
{
    out << "network         " << network.name() << " (" << network.source().format << ")\n"
        << "parameters      " << grouped(network.parameters()) << '\n';
    if (network.statistics() > 0)
        out << "statistics      " << grouped(network.statistics()) << " running means and variances, not trained\n";
    out << "multiply-adds   " << grouped(network.macs()) << " forward, of one sample\n"
        << "activations     " << grouped(network.activations()) << " elements, of one sample\n";
    if (!network.symbols().empty()) {
        out << "sizes          ";
        for (const Symbol& symbol : network.symbols())
            out << ' ' << symbol.name << '=' << symbol.value;
        out << '\n';
    }
}

std::string layerTable(const Network& network, Emphasis emphasis)
{
    TextTable table{{{"layer", Align::Left},
                     {"type", Align::Left},
                     {"parameters", Align::Right},
                     {"multiply-adds", Align::Right},
                     {"activations", Align::Right},
                     {"output", Align::Left}}};
    for (const Layer& layer : network.layers())
        table.addRow({layer.name, std::string{nameOf(layer.kind)}, grouped(layer.parameters), grouped(layer.macs),
                      grouped(layer.activations), toText(layer.outputShape)});
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
        out << nameOf(issue.severity) << ": " << issue.message << " [" << issue.where << "]\n";
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

CommandAction setUpInspect(CLI::App& options)
{
    auto values = std::make_shared<InspectOptions>();
    values->model.addTo(options);
    options.add_flag("--json", values->asJson, "print one JSON object");
    return [values](const CliStreams& streams) { return inspect(*values, streams); };
}

} // namespace waferscope
