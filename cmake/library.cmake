# waferscope_library(NAME PATTERN...): a static library of all sources that match, found anew at every build.
# A folder without sources yet gives an empty library, so that every target always exists.
function(waferscope_library name)
    list(TRANSFORM ARGN PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
    file(GLOB sources CONFIGURE_DEPENDS ${ARGN})
    list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
    if(NOT sources MATCHES "\\.cpp")
        file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/${name}_empty.cpp "// No sources yet.\n")
        list(APPEND sources ${CMAKE_CURRENT_BINARY_DIR}/${name}_empty.cpp)
    endif()
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PRIVATE project_flags)

    # With Ninja, CMake 3.25's AUTOMOC looks only at the files it knew last time and so misses a new header. When the list
    # has changed, taking its time stamp away makes it look at all of them again.
    set(known ${CMAKE_CURRENT_BINARY_DIR}/${name}_sources.txt)
    set(before "")
    if(EXISTS ${known})
        file(READ ${known} before)
    endif()
    if(NOT before STREQUAL "${sources}")
        file(WRITE ${known} "${sources}")
        file(REMOVE ${CMAKE_CURRENT_BINARY_DIR}/${name}_autogen/timestamp)
    endif()
endfunction()

# waferscope_program(NAME LIBRARY...): the executable of this folder's main.cpp, if there is one.
function(waferscope_program name)
    file(GLOB main CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/main.cpp)
    if(main)
        add_executable(${name} ${main})
        target_link_libraries(${name} PRIVATE project_flags ${ARGN})
    endif()
endfunction()
