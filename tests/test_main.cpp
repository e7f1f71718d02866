// The main() of every test program: PROGRAM NAME_test [ARGUMENT...] runs the test class of NAME_test.cpp, and the
// arguments go to Qt Test. Alone it lists the names.
#include "tests/test_class.h"

#include <cstdio>
#include <filesystem>
#include <map>
#include <string>

namespace waferscope {

namespace {

std::map<std::string, TestClass::Run>& testClasses()
{
    static std::map<std::string, TestClass::Run> all;
    return all;
}

} // namespace

TestClass::TestClass(const char* source, Run run)
{
    testClasses().emplace(std::filesystem::path(source).stem().string(), run);
}

} // namespace waferscope

int main(int count, char** arguments)
{
    const auto& all = waferscope::testClasses();
    const auto chosen = count > 1 ? all.find(arguments[1]) : all.end();
    if (chosen == all.end()) {
        std::fprintf(stderr, "usage: %s TEST [ARGUMENT...], where TEST is one of:\n", arguments[0]);
        for (const auto& [name, run] : all)
            std::fprintf(stderr, "  %s\n", name.c_str());
        return 2;
    }
    arguments[1] = arguments[0];
    return chosen->second(count - 1, arguments + 1);
}
