import type { Folder as FolderState } from "../model/entities";
import type { Kind } from "../model/managed";
import { entityProperties, refsOf } from "./entity";

export const Folder: Kind<FolderState> = {
  properties: {
    ...entityProperties,
    childType: (folder) => folder.childTypes,
    childEntity: (folder) => refsOf(folder.children),
  },
  methods: {},
};
