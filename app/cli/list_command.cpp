#include "app/cli/command_options.h"
#include "app/cli/commands.h"
#include "app/cli/output/text_table.h"
#include "formats/machines/list_json.h"

#include <map>
#include <memory>
#include <ostream>

namespace waferscope {

namespace {

struct ListOptions {
    std::string kind;
    bool asJson = false;
};

using Lister = Result<std::vector<ListedThing>> (*)();

const std::map<std::string, Lister>& listers()
{
    static const std::map<std::string, Lister> all{{"assumptions", listedAssumptions},
                                                   {"installations", listedInstallations},
                                                   {"lessons", listedLessons},
                                                   {"networks", listedNetworks},
                                                   {"systems", listedSystems}};
    return all;
}

constexpr std::size_t kWholeSentence = 1000; ///< columns

ExitCode list(const ListOptions& options, const CliStreams& streams)
{
    const Result<std::vector<ListedThing>> things = listers().at(options.kind)();
    if (!things.ok())
        return report(streams, things.error());
    if (options.asJson) {
        streams.out << listJson(options.kind, things.value());
        return ExitCode::Done;
    }
    TextTable table{{{options.kind, Align::Left}, {"title", Align::Left}, {"", Align::Left, kWholeSentence}}};
    for (const ListedThing& thing : things.value())
        table.addRow({thing.name, thing.title, thing.description});
    streams.out << table.text(streams.emphasis);
    return ExitCode::Done;
}

} // namespace

CommandAction setUpList(CommandOptions& options)
{
    auto values = std::make_shared<ListOptions>();
    std::vector<std::string> kinds;
    for (const auto& [kind, lister] : listers())
        kinds.push_back(kind);
    options.add("KIND", values->kind, "networks, systems, installations, lessons or assumptions")
        .required()
        .oneOf(kinds);
    options.addFlag("--json", values->asJson, "print one JSON object");
    return [values](const CliStreams& streams) { return list(*values, streams); };
}

} // namespace waferscope
